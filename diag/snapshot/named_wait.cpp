// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>

#include <algorithm>
#include <cstddef>
#include <hangar/diag/os/file_at_hand.hpp>
#include <hangar/diag/snapshot/named_wait.hpp>

namespace hangar::snapshot {
namespace {

struct Opening {
    int directory = AT_FDCWD;
    std::uint64_t path = 0;
    std::uint64_t flags = 0;
};

Opening opening_of(const os::ProcSyscall& call) {
    const auto& argument = call.arguments;
    if (call.number == SYS_openat) return {static_cast<int>(argument[0]), argument[1], argument[2]};
    return {AT_FDCWD, argument[0], argument[1]};
}

// Its server may be what the thread waits for, so that is not asked.
os::Result<os::FileIdentity> identify(const os::ProcDir& process, const std::string& name,
                                      int directory) {
    if (name.front() == '/') return os::identify_at_hand(process, "root", name.substr(1));
    if (directory == AT_FDCWD) return os::identify_at_hand(process, "cwd", name);
    return os::identify_at_hand(process, fmt::format("fd/{}", directory), name);
}

}  // namespace

std::string connect_address(const os::ProcSyscall& call, const TargetMemory& memory) {
    sockaddr_un address{};
    const std::size_t size = std::min<std::size_t>(call.arguments[2], sizeof address);
    const auto bytes = memory.read_array<char>(call.arguments[1], size);
    std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(&address));
    constexpr std::size_t head = offsetof(sockaddr_un, sun_path);
    if (address.sun_family != AF_UNIX || bytes.size() <= head) return {};
    std::string name(address.sun_path, bytes.size() - head);
    if (name.front() == '\0') return '@' + name.substr(1);
    return name.substr(0, name.find('\0'));
}

Wait opening_wait(const Thread& thread, const os::ProcSyscall& call, const os::ProcDir& process,
                  const TargetMemory& memory) {
    Wait wait;
    wait.kind = WaitKind::other;
    const Opening opening = opening_of(call);
    const std::string name = memory.read_string(opening.path);
    if (name.empty() || thread.state != 'S') return wait;
    const auto file = identify(process, name, opening.directory);
    if (!file || !S_ISFIFO(file->mode)) return wait;
    wait.kind = WaitKind::fifo_open;
    wait.path = name;
    wait.inode = file->inode;
    wait.device = file->device;
    const bool reads = (opening.flags & O_ACCMODE) == O_RDONLY;
    wait.fds.push_back({.fd = -1, .read = reads, .write = !reads});
    return wait;
}

}  // namespace hangar::snapshot
