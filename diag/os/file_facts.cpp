// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <hangar/diag/os/file_facts.hpp>

namespace hangar::os {
namespace {

std::chrono::system_clock::time_point instant(const struct statx_timestamp& stamp) {
    const auto since = std::chrono::seconds(stamp.tv_sec) + std::chrono::nanoseconds(stamp.tv_nsec);
    return std::chrono::system_clock::time_point(
        std::chrono::duration_cast<std::chrono::system_clock::duration>(since));
}

}  // namespace

Result<FileFacts> file_facts(int dir, const std::string& path) {
    struct statx what {};
    constexpr unsigned wanted = STATX_BASIC_STATS | STATX_BTIME;
    if (::statx(dir, path.c_str(), AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT, wanted, &what) != 0)
        return last_error("statx", path);
    FileFacts facts;
    facts.owner = what.stx_uid;
    facts.mode = what.stx_mode;
    facts.device = makedev(what.stx_dev_major, what.stx_dev_minor);
    facts.inode = what.stx_ino;
    facts.size = what.stx_size;
    facts.made = instant((what.stx_mask & STATX_BTIME) != 0 ? what.stx_btime : what.stx_ctime);
    facts.written = instant(what.stx_mtime);
    return facts;
}

}  // namespace hangar::os
