// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/file.h>

#include <hangar/diag/os/file_lock.hpp>

namespace hangar::os {

Result<Fd> claim_directory(const std::string& path) {
    // The user may well name it by a link.
    Fd directory(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!directory) return last_error("open", path);
    if (::flock(directory.get(), LOCK_EX | LOCK_NB) != 0) return last_error("flock", path);
    return directory;
}

}  // namespace hangar::os
