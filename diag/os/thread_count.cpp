// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <hangar/diag/os/thread_count.hpp>

namespace hangar::os {

Result<std::size_t> count_threads(const ProcDir& process) {
    constexpr nlink_t of_an_empty_folder = 2;
    const std::string folder = process.path() + "/task";
    struct stat facts {};
    if (::fstatat(process.fd(), "task", &facts, AT_SYMLINK_NOFOLLOW) != 0)
        return last_error("stat", folder);
    if (facts.st_nlink <= of_an_empty_folder) return error(ENOTSUP, "count threads", folder);
    return facts.st_nlink - of_an_empty_folder;
}

}  // namespace hangar::os
