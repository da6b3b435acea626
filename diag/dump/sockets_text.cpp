// SPDX-License-Identifier: Apache-2.0
// The sockets of folder.hpp, with their owners.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <hangar/diag/dump/folder.hpp>
#include <hangar/diag/dump/words.hpp>
#include <map>
#include <set>

namespace hangar::dump {
namespace {

using snapshot::Snapshot;
using snapshot::Socket;

struct Holding {
    std::uint64_t network = 0;
    std::set<std::string> owners;
};

// By inode.
std::map<std::uint64_t, Holding> holdings_of(const Snapshot& snapshot) {
    std::map<std::uint64_t, Holding> holdings;
    for (const auto& process : snapshot.processes) {
        if (process.examiner) continue;
        for (const auto& fd : process.fds) {
            if (fd.kind != snapshot::FdKind::socket) continue;
            Holding& holding = holdings[fd.inode];
            holding.network = process.network;
            holding.owners.insert(
                fmt::format("{} \"{}\" fd {}", process.pid, printable(process.name), fd.number));
        }
    }
    return holdings;
}

std::string family_text(Socket::Family family) {
    switch (family) {
        case Socket::Family::unix_domain:
            return "unix";
        case Socket::Family::inet:
            return "inet";
        case Socket::Family::other:
            return "other";
    }
    return "other";
}

std::string state_of(const Socket& socket) {
    std::string text = family_text(socket.family);
    if (socket.listening) text += fmt::format(", listening, {} not accepted", socket.backlog);
    if (socket.peer != 0) text += fmt::format(", peer {}", socket.peer);
    text +=
        fmt::format(", {} to read, {} sent and not read", socket.receive_queue, socket.send_queue);
    return socket.name.empty() ? text : text + ", " + printable(socket.name);
}

std::string line_of(std::uint64_t inode, const Holding& holding, const Socket* socket) {
    return fmt::format("  socket {}: {}\n    held by {}\n", inode,
                       socket != nullptr ? state_of(*socket) : "nobody waits on it",
                       fmt::join(holding.owners, ", "));
}

}  // namespace

std::string sockets_text(const Snapshot& snapshot) {
    std::string sockets;
    std::string files;
    for (const auto& [inode, holding] : holdings_of(snapshot)) {
        const Socket* socket = snapshot.socket(inode);
        sockets += line_of(inode, holding, socket);
        const bool is_file = socket != nullptr && socket->name.starts_with('/') &&
                             socket->family == Socket::Family::unix_domain;
        if (is_file)
            files += fmt::format("  {}: held by {}\n", printable(socket->name),
                                 fmt::join(holding.owners, ", "));
    }
    return "sockets:\n" + (sockets.empty() ? "  none\n" : sockets) + "socket files:\n" +
           (files.empty() ? "  none\n" : files);
}

}  // namespace hangar::dump
