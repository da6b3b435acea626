// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>

#include <cerrno>
#include <hangar/diag/os/directory_spread.hpp>
#include <hangar/diag/os/fd.hpp>

namespace hangar::os {

Status spread_subdirectories(const std::string& path) {
    const auto directory = open_file(AT_FDCWD, path, O_RDONLY | O_DIRECTORY);
    if (!directory) return tl::unexpected(directory.error());
    int flags = 0;
    if (::ioctl(directory->get(), FS_IOC_GETFLAGS, &flags) != 0)
        return error(errno, "read the flags of", path);
    flags |= FS_TOPDIR_FL;
    if (::ioctl(directory->get(), FS_IOC_SETFLAGS, &flags) != 0)
        return error(errno, "set the flags of", path);
    return {};
}

}  // namespace hangar::os
