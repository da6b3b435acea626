// SPDX-License-Identifier: Apache-2.0
#include <sys/socket.h>

#include <algorithm>
#include <hangar/diag/os/proc_tcp.hpp>
#include <hangar/diag/os/unix_sockets.hpp>
#include <hangar/diag/snapshot/socket_table.hpp>
#include <map>
#include <set>
#include <unordered_map>

namespace hangar::snapshot {
namespace {

// The sockets waited on, by the network namespace of who waits, and one process of each.
struct WantedSockets {
    std::map<std::uint64_t, std::set<std::uint64_t>> inodes;
    std::map<std::uint64_t, pid_t> witness;
};

void want(const Process& process, int number, WantedSockets& wanted) {
    const Descriptor* fd = process.descriptor(number);
    if (fd == nullptr || fd->kind != FdKind::socket) return;
    wanted.inodes[process.network].insert(fd->inode);
    wanted.witness[process.network] = process.pid;
}

WantedSockets waited_on(const Snapshot& snapshot) {
    WantedSockets wanted;
    for (const Process& process : snapshot.processes)
        for (const Thread& thread : process.threads)
            for (const Watch& watch : thread.wait.fds) {
                want(process, watch.fd, wanted);
                const Descriptor* fd = process.descriptor(watch.fd);
                if (fd == nullptr) continue;
                for (const EpollRow& row : fd->rows) want(process, row.fd, wanted);
            }
    return wanted;
}

Socket as_socket(const os::UnixSocket& from, std::uint64_t network) {
    return {.inode = from.inode,
            .network = network,
            .family = Socket::Family::unix_domain,
            .stream = from.type != SOCK_DGRAM,
            .listening = from.listening,
            .connected = from.connected || from.peer != 0,
            .local = true,
            .peer = from.peer,
            .receive_queue = from.receive_queue,
            .send_queue = from.send_queue,
            .send_buffer = from.send_buffer,
            .backlog = static_cast<std::uint32_t>(from.pending.size()),
            .name = from.name};
}

// Of a listener: who connects now has to wait.
bool is_full(const os::UnixSocket& listener) {
    return listener.receive_queue > listener.send_queue;
}

// In a listener's queue, or closed by its client there; one without a holder that has shut its own
// side down was accepted and closed.
bool may_be_unaccepted(const os::TcpSocket& end) {
    return end.inode == 0 &&
           (end.state == os::TcpSocket::established || end.state == os::TcpSocket::close_wait);
}

class UnixTable {
  public:
    explicit UnixTable(std::vector<os::UnixSocket> all) : all_(std::move(all)) {
        for (const auto& socket : all_) {
            by_inode_[socket.inode] = &socket;
            for (const std::uint32_t client : socket.pending) listener_of_[client] = socket.inode;
        }
    }

    // The listener of that name that has no room for one more; 0: none, or several: a name may be
    // bound again, and mean one file here and another there.
    [[nodiscard]] std::uint64_t full_listener(const std::string& name) const {
        std::uint64_t inode = 0;
        for (const auto& socket : all_) {
            if (!socket.listening || socket.name != name) continue;
            if (inode != 0) return 0;
            inode = socket.inode;
        }
        const auto found = by_inode_.find(inode);
        return found != by_inode_.end() && is_full(*found->second) ? inode : 0;
    }

    [[nodiscard]] bool add(std::uint64_t inode, std::uint64_t network, Snapshot& snapshot) const {
        const auto found = by_inode_.find(inode);
        if (found == by_inode_.end()) return false;
        if (snapshot.socket(inode) != nullptr) return true;
        Socket socket = as_socket(*found->second, network);
        if (const auto listener = listener_of_.find(inode); listener != listener_of_.end())
            socket.waiting_at = listener->second;
        snapshot.sockets.push_back(socket);
        for (const std::uint64_t other : {socket.peer, socket.waiting_at})
            if (other != 0) static_cast<void>(add(other, network, snapshot));
        return true;
    }

  private:
    std::vector<os::UnixSocket> all_;
    std::unordered_map<std::uint64_t, const os::UnixSocket*> by_inode_;
    std::unordered_map<std::uint64_t, std::uint64_t> listener_of_;
};

class TcpTable {
  public:
    explicit TcpTable(std::vector<os::TcpSocket> all) : all_(std::move(all)) {
        for (const auto& socket : all_) {
            if (socket.inode != 0) by_inode_[socket.inode] = &socket;
            by_ends_[{socket.local, socket.remote}] = &socket;
        }
    }

    [[nodiscard]] bool add(std::uint64_t inode, std::uint64_t network, Snapshot& snapshot) const {
        const auto found = by_inode_.find(inode);
        if (found == by_inode_.end()) return false;
        if (snapshot.socket(inode) != nullptr) return true;
        const Socket socket = describe(*found->second, network);
        snapshot.sockets.push_back(socket);
        for (const std::uint64_t other : {socket.peer, socket.waiting_at})
            if (other != 0) static_cast<void>(add(other, network, snapshot));
        return true;
    }

  private:
    [[nodiscard]] Socket describe(const os::TcpSocket& from, std::uint64_t network) const {
        Socket socket{.inode = from.inode, .network = network, .family = Socket::Family::inet};
        socket.listening = from.state == os::TcpSocket::listen;
        socket.connected = from.state == os::TcpSocket::established;
        socket.receive_queue = from.receive_queue;
        socket.send_queue = from.send_queue;
        if (socket.listening) socket.backlog = static_cast<std::uint32_t>(from.receive_queue);
        socket.name =
            socket.listening ? from.local.text() : from.local.text() + " - " + from.remote.text();
        if (!socket.listening) add_other_end(from, socket);
        return socket;
    }

    void add_other_end(const os::TcpSocket& from, Socket& socket) const {
        const auto other = by_ends_.find({from.remote, from.local});
        if (other == by_ends_.end()) return;
        socket.local = true;
        socket.peer = other->second->inode;
        if (may_be_unaccepted(*other->second)) socket.waiting_at = listener_at(from.remote);
    }

    // Who listens at exactly this address goes before who listens at every one. 0: nobody, or
    // several that share the port.
    [[nodiscard]] std::uint64_t listener_at(const os::TcpEndpoint& end) const {
        std::vector<std::uint64_t> exact;
        std::vector<std::uint64_t> any;
        for (const auto& socket : all_) {
            if (socket.state != os::TcpSocket::listen || socket.local.port != end.port) continue;
            if (socket.local == end) exact.push_back(socket.inode);
            if (socket.local.is_any()) any.push_back(socket.inode);
        }
        const auto& found = exact.empty() ? any : exact;
        return found.size() == 1 ? found.front() : 0;
    }

    std::vector<os::TcpSocket> all_;
    std::unordered_map<std::uint64_t, const os::TcpSocket*> by_inode_;
    std::map<std::pair<os::TcpEndpoint, os::TcpEndpoint>, const os::TcpSocket*> by_ends_;
};

std::vector<os::UnixSocket> unix_sockets(Snapshot& snapshot, os::Deadline deadline) {
    auto all = os::list_unix_sockets(deadline);
    if (all) return std::move(*all);
    snapshot.errors.push_back(all.error().message());
    return {};
}

std::vector<os::TcpSocket> tcp_sockets(pid_t witness, Snapshot& snapshot) {
    auto all = os::ProcDir::open(witness).and_then(os::read_tcp);
    if (all) return std::move(*all);
    if (!os::is_gone(all.error())) snapshot.errors.push_back(all.error().message());
    return {};
}

// Who connects and waits for room in a listener's backlog has no other end yet.
void link_connecting(const UnixTable& table, const Process& process, const Thread& thread,
                     Snapshot& snapshot) {
    const Descriptor* fd =
        thread.wait.kind == WaitKind::connect ? process.descriptor(thread.wait.fds[0].fd) : nullptr;
    const std::uint64_t listener =
        fd != nullptr && !thread.wait.path.empty() ? table.full_listener(thread.wait.path) : 0;
    if (listener == 0 || !table.add(listener, process.network, snapshot)) return;
    const auto socket = std::ranges::find(snapshot.sockets, fd->inode, &Socket::inode);
    if (socket != snapshot.sockets.end()) socket->waiting_at = listener;
}

}  // namespace

void add_sockets(Snapshot& snapshot, os::Deadline deadline) {
    const WantedSockets wanted = waited_on(snapshot);
    if (wanted.inodes.empty()) return;
    const UnixTable local(unix_sockets(snapshot, deadline));
    for (const auto& [network, inodes] : wanted.inodes) {
        std::vector<std::uint64_t> rest;
        for (const std::uint64_t inode : inodes)
            if (!local.add(inode, network, snapshot)) rest.push_back(inode);
        if (rest.empty()) continue;
        const TcpTable tcp(tcp_sockets(wanted.witness.at(network), snapshot));
        for (const std::uint64_t inode : rest)
            if (!tcp.add(inode, network, snapshot) && snapshot.socket(inode) == nullptr)
                snapshot.sockets.push_back({.inode = inode, .network = network});
    }
    for (const Process& process : snapshot.processes)
        for (const Thread& thread : process.threads)
            link_connecting(local, process, thread, snapshot);
}

}  // namespace hangar::snapshot
