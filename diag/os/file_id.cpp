// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <hangar/diag/os/file_id.hpp>

namespace hangar::os {

Result<FileId> file_id(int fd) {
    struct stat status {};
    if (::fstat(fd, &status) != 0) return last_error("fstat", fmt::format("fd {}", fd));
    return FileId{gnu_dev_major(status.st_dev), gnu_dev_minor(status.st_dev), status.st_ino};
}

}  // namespace hangar::os
