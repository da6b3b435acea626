// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/ipc/address_holder.hpp>

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include <hangar/diag/os/proc_cmdline.hpp>
#include <hangar/diag/os/proc_fds.hpp>
#include <hangar/diag/os/proc_tcp.hpp>
#include <hangar/diag/os/process_list.hpp>
#include <hangar/diag/os/unix_sockets.hpp>

namespace hangar::ipc {
namespace {

constexpr std::chrono::milliseconds patience{500};

std::set<std::uint64_t> listeners_at_port(std::uint16_t port) {
    std::set<std::uint64_t> inodes;
    const auto self = os::ProcDir::open(os::this_process());
    const auto table = self.and_then([](const os::ProcDir& dir) { return os::read_tcp(dir); });
    if (!table) return inodes;
    for (const os::TcpSocket& socket : *table)
        if (socket.state == os::TcpSocket::listen && socket.local.port == port)
            inodes.insert(socket.inode);
    return inodes;
}

std::set<std::uint64_t> listeners_at_path(const std::string& path, os::Deadline deadline) {
    std::set<std::uint64_t> inodes;
    const auto sockets = os::list_unix_sockets(deadline);
    if (!sockets) return inodes;
    for (const os::UnixSocket& socket : *sockets)
        if (socket.listening && socket.name == path) inodes.insert(socket.inode);
    return inodes;
}

bool has_one_of(const os::ProcDir& process, const std::set<std::uint64_t>& inodes) {
    const auto fds = os::read_fds(process);
    return fds && std::ranges::any_of(*fds, [&](const os::OpenFd& fd) {
               return fd.target.kind == os::FdKind::socket && inodes.contains(fd.target.inode);
           });
}

}  // namespace

std::string holder_of(const Address& address) {
    const auto deadline = os::Deadline::after(patience);
    std::set<std::uint64_t> inodes;
    if (const auto* tcp = address.get_if<TcpAddress>()) inodes = listeners_at_port(tcp->port);
    if (const auto* uds = address.get_if<UdsAddress>())
        inodes = listeners_at_path(uds->path.native(), deadline);
    std::string holders;
    if (inodes.empty()) return holders;
    for (const pid_t pid : os::all_processes().value_or(std::vector<pid_t>{})) {
        if (deadline.passed()) break;
        const auto process = os::ProcDir::open(pid);
        if (!process || !has_one_of(*process, inodes)) continue;
        holders += fmt::format("{}pid {} ({})", holders.empty() ? "" : " and ", pid,
                               os::describe_command(*process));
    }
    return holders;
}

}  // namespace hangar::ipc
