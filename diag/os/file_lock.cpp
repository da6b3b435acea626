// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <hangar/diag/os/file_lock.hpp>

namespace hangar::os {
namespace {

// A byte for each user: what others do in a directory like /tmp is not ours to know.
struct flock byte_of_this_user(short kind) noexcept {
    struct flock lock {};
    lock.l_type = kind;
    lock.l_whence = SEEK_SET;
    lock.l_start = static_cast<off_t>(::geteuid());
    lock.l_len = 1;
    return lock;
}

}  // namespace

Result<Fd> claim_directory(const std::string& path) {
    // The user may well name it by a link.
    Fd directory(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!directory) return last_error("open", path);
    if (::flock(directory.get(), LOCK_EX | LOCK_NB) != 0) return last_error("flock", path);
    return directory;
}

Result<Fd> attend_directory(const std::string& path) {
    Fd directory(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!directory) return last_error("open", path);
    struct flock shared = byte_of_this_user(F_RDLCK);
    if (::fcntl(directory.get(), F_OFD_SETLK, &shared) != 0) return last_error("lock", path);
    return directory;
}

Result<bool> has_other_attendants(int directory) {
    struct flock probe = byte_of_this_user(F_WRLCK);
    if (::fcntl(directory, F_OFD_GETLK, &probe) != 0)
        return last_error("ask for locks", fmt::format("fd {}", directory));
    return probe.l_type != F_UNLCK;
}

}  // namespace hangar::os
