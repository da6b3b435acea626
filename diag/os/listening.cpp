// SPDX-License-Identifier: Apache-2.0
#include <hangar/diag/os/listening.hpp>
#include <hangar/diag/os/proc_fds.hpp>
#include <set>

namespace hangar::os {

Result<std::vector<TcpEndpoint>> listening_endpoints(const ProcDir& process) {
    const auto fds = read_fds(process);
    if (!fds) return tl::unexpected(fds.error());
    std::set<std::uint64_t> sockets;
    for (const auto& fd : *fds)
        if (fd.target.kind == FdKind::socket) sockets.insert(fd.target.inode);
    std::vector<TcpEndpoint> endpoints;
    if (sockets.empty()) return endpoints;
    const auto table = read_tcp(process);
    if (!table) return tl::unexpected(table.error());
    std::set<TcpEndpoint> found;  // several sockets may share one
    for (const auto& socket : *table)
        if (socket.state == TcpSocket::listen && sockets.contains(socket.inode))
            found.insert(socket.local);
    endpoints.assign(found.begin(), found.end());
    return endpoints;
}

}  // namespace hangar::os
