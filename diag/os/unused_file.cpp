// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <hangar/diag/os/unused_file.hpp>

namespace hangar::os {
namespace {

// Whoever opens a leased file makes the kernel tell its holder, by a signal that would kill it:
// this one is ignored unless somebody wants it.
constexpr int harmless = SIGURG;

Status take_lease(int file, const std::string& path) {
    if (::fcntl(file, F_SETSIG, harmless) != 0) return last_error("F_SETSIG", path);
    if (::fcntl(file, F_SETLEASE, F_WRLCK) == 0) return {};
    if (errno == EAGAIN) return error(EBUSY, "F_SETLEASE", path);
    return last_error("F_SETLEASE", path);
}

}  // namespace

Result<UnusedFile> UnusedFile::open(int dir, const std::string& path) {
    // Never waits: neither for a FIFO's other end nor for another's lease.
    auto file = open_file(dir, path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
    if (!file && file.error().code == EWOULDBLOCK) return error(EBUSY, "open", path);
    if (!file) return tl::unexpected(file.error());
    struct stat what {};
    if (::fstat(file->get(), &what) != 0) return last_error("fstat", path);
    if (!S_ISREG(what.st_mode)) return error(EINVAL, "F_SETLEASE", path);
    if (auto leased = take_lease(file->get(), path); !leased) return tl::unexpected(leased.error());
    return UnusedFile(std::move(*file), dir, path);
}

Status UnusedFile::remove() const {
    struct stat ours {};
    struct stat named {};
    if (::fstat(file_.get(), &ours) != 0) return last_error("fstat", path_);
    if (::fstatat(dir_, path_.c_str(), &named, AT_SYMLINK_NOFOLLOW) != 0)
        return last_error("fstatat", path_);
    if (ours.st_dev != named.st_dev || ours.st_ino != named.st_ino)
        return error(ENOENT, "unlink", path_);
    if (::unlinkat(dir_, path_.c_str(), 0) != 0) return last_error("unlink", path_);
    return {};
}

}  // namespace hangar::os
