// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <hangar/diag/os/file_identity.hpp>

namespace hangar::os {
namespace {

// AT_STATX_DONT_SYNC: a server that does not answer must not hold up the reader.
Result<FileIdentity> identity(int dir, const std::string& name, const std::string& path) {
    struct statx found {};
    constexpr unsigned wanted = STATX_TYPE | STATX_INO;
    if (::statx(dir, name.c_str(), AT_STATX_DONT_SYNC | AT_NO_AUTOMOUNT, wanted, &found) != 0)
        return last_error("statx", path);
    return FileIdentity{.device = makedev(found.stx_dev_major, found.stx_dev_minor),
                        .inode = found.stx_ino,
                        .special = makedev(found.stx_rdev_major, found.stx_rdev_minor),
                        .mode = found.stx_mode};
}

}  // namespace

Result<FileIdentity> identify_file(const ProcDir& process, const std::string& link) {
    return identity(process.fd(), link, process.path() + '/' + link);
}

Result<FileIdentity> identify_path(const std::string& path) {
    return identity(AT_FDCWD, path, path);
}

}  // namespace hangar::os
