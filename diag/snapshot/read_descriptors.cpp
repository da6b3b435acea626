// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <algorithm>
#include <cerrno>
#include <hangar/diag/os/file_identity.hpp>
#include <hangar/diag/os/proc_fdinfo.hpp>
#include <hangar/diag/snapshot/read_descriptors.hpp>

namespace hangar::snapshot {
namespace {

constexpr unsigned tty_aux_major = 5;  // /dev/tty, /dev/console, /dev/ptmx
constexpr unsigned console_major = 4;  // /dev/tty1, /dev/ttyS0
constexpr unsigned pts_major_first = 136;
constexpr unsigned pts_major_last = 143;
constexpr unsigned ptmx_minor = 2;

FdKind character_device(std::uint64_t special) {
    const unsigned major = major(special);
    if (major == tty_aux_major && minor(special) == ptmx_minor) return FdKind::tty_master;
    const bool pts = major >= pts_major_first && major <= pts_major_last;
    const bool tty = pts || major == console_major || major == tty_aux_major;
    return tty ? FdKind::tty : FdKind::other;
}

FdKind path_kind(const os::FileIdentity& file) {
    if (S_ISFIFO(file.mode)) return FdKind::fifo;
    if (S_ISCHR(file.mode)) return character_device(file.special);
    return S_ISREG(file.mode) ? FdKind::file : FdKind::other;
}

FdKind kind_of(os::FdKind kind) {
    switch (kind) {
        case os::FdKind::memfd:
            return FdKind::file;
        case os::FdKind::pipe:
            return FdKind::pipe;
        case os::FdKind::socket:
            return FdKind::socket;
        case os::FdKind::epoll:
            return FdKind::epoll;
        case os::FdKind::eventfd:
            return FdKind::eventfd;
        case os::FdKind::timerfd:
            return FdKind::timerfd;
        case os::FdKind::signalfd:
            return FdKind::signalfd;
        case os::FdKind::inotify:
            return FdKind::inotify;
        case os::FdKind::pidfd:
            return FdKind::pidfd;
        case os::FdKind::file:
        case os::FdKind::other:
            return FdKind::other;
    }
    return FdKind::other;
}

FileLock::Kind lock_kind(const std::string& type) {
    if (type == "POSIX") return FileLock::Kind::posix;
    if (type == "OFDLCK") return FileLock::Kind::ofd;
    return type == "FLOCK" ? FileLock::Kind::flock : FileLock::Kind::lease;
}

void add_file(const os::ProcDir& process, Descriptor& fd) {
    const auto file = os::identify_file(process, fmt::format("fd/{}", fd.number));
    if (!file) return;
    fd.kind = path_kind(*file);
    fd.inode = file->inode;
    fd.device = file->device;
    if (fd.kind == FdKind::tty) fd.id = file->special;
}

void add_info(const os::FdInfo& info, Descriptor& fd) {
    fd.flags = info.flags;
    if (fd.inode == 0) fd.inode = info.inode;
    if (info.eventfd) fd.count = info.eventfd->count;
    if (info.eventfd && info.eventfd->id) fd.id = static_cast<std::uint64_t>(*info.eventfd->id);
    if (info.timerfd)
        fd.armed = info.timerfd->left.count() > 0 || info.timerfd->interval.count() > 0;
    if (info.signalfd) fd.signals = info.signalfd->mask();
    if (info.pidfd) fd.pid = *info.pidfd;
    if (fd.kind == FdKind::tty_master && info.tty_index)
        fd.id = makedev(pts_major_first, static_cast<unsigned>(*info.tty_index));
    fd.in_flight = static_cast<unsigned>(info.descriptors_in_flight);
    for (const auto& row : info.epoll)
        fd.rows.push_back({.fd = row.fd, .events = row.events, .inode = row.inode});
    for (const auto& lock : info.locks) fd.locks.push_back(file_lock(lock));
}

// Reading the rest takes the longest, and most of what is open are files.
bool link_tells_all(const Descriptor& fd, const Machine& machine) {
    const bool nothing_to_tell = fd.kind == FdKind::file || fd.kind == FdKind::other;
    return nothing_to_tell && fd.inode != 0 && !machine.may_be_locked(fd.inode);
}

}  // namespace

FileLock file_lock(const os::FileLock& line) {
    return {.kind = lock_kind(line.type),
            .write = line.write,
            .pid = std::max(line.pid, 0),
            .device = makedev(line.device_major, line.device_minor),
            .inode = line.inode,
            .start = line.start,
            .end = line.end.value_or(UINT64_MAX)};
}

os::Result<Descriptor> read_descriptor(const os::ProcDir& process, const os::OpenFd& open,
                                       const Machine& machine) {
    Descriptor fd;
    fd.number = open.number;
    fd.kind = kind_of(open.target.kind);
    fd.inode = open.target.inode;
    fd.target = open.target.text;
    if (open.target.kind == os::FdKind::file) add_file(process, fd);
    if (link_tells_all(fd, machine)) return fd;
    const auto info = os::read_fdinfo(process, open.number);
    if (!info) return tl::unexpected(info.error());
    add_info(*info, fd);
    return fd;
}

os::Result<std::vector<Descriptor>> read_descriptors(const os::ProcDir& process,
                                                     const Machine& machine,
                                                     os::Deadline deadline) {
    const auto open = os::read_fds(process);
    if (!open) return tl::unexpected(open.error());
    std::vector<Descriptor> fds;
    for (const os::OpenFd& each : *open) {
        if (deadline.passed()) return os::error(ETIMEDOUT, "read", process.path() + "/fdinfo");
        auto fd = read_descriptor(process, each, machine);
        if (fd) fds.push_back(std::move(*fd));
        if (!fd && !os::is_gone(fd.error())) return tl::unexpected(fd.error());
    }
    return fds;
}

}  // namespace hangar::snapshot
