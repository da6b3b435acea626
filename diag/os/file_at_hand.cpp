// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cerrno>
#include <hangar/diag/os/file_at_hand.hpp>

namespace hangar::os {
namespace {

Result<FileIdentity> identity_of(const Fd& file, const std::string& path) {
    struct statx found {};
    constexpr unsigned wanted = STATX_TYPE | STATX_INO;
    if (::statx(file.get(), "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC, wanted, &found) != 0)
        return last_error("statx", path);
    return FileIdentity{.device = makedev(found.stx_dev_major, found.stx_dev_minor),
                        .inode = found.stx_ino,
                        .special = makedev(found.stx_rdev_major, found.stx_rdev_minor),
                        .mode = found.stx_mode};
}

bool is_not_known_here(int code) {
    return code == ENOSYS || code == EINVAL || code == EPERM;
}

}  // namespace

Result<FileIdentity> identify_at_hand(const ProcDir& process, const std::string& link,
                                      const std::string& path) {
    const std::string whole = process.path() + '/' + link + '/' + path;
    const Fd folder(::openat(process.fd(), link.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!folder) return last_error("open", whole);
    open_how how{};
    how.flags = O_PATH | O_CLOEXEC;
    how.resolve = RESOLVE_CACHED | (link == "root" ? RESOLVE_IN_ROOT : 0U);
    const Fd file(
        static_cast<int>(::syscall(SYS_openat2, folder.get(), path.c_str(), &how, sizeof how)));
    if (file) return identity_of(file, whole);
    if (is_not_known_here(errno)) return identify_file(process, link + '/' + path);
    return last_error("openat2", whole);
}

}  // namespace hangar::os
