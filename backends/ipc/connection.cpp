// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/ipc/connection.hpp>

#include <cerrno>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <hangar/backends/runtime/scopes.hpp>
#include <hangar/backends/runtime/sleep.hpp>
#include <hangar/diag/os/bulk_send.hpp>
#include <hangar/diag/os/sockets.hpp>
#include <hangar/diag/os/stream_socket.hpp>

namespace hangar::ipc {
namespace {

using runtime::Task;

constexpr std::chrono::milliseconds backlog_pause{2};

// What two long messages and more take: their sender need not wait for each.
constexpr std::size_t send_buffer = 1U << 20U;

// TCP knows better: it adapts the size to the way, unless it is told one.
os::Fd with_room(os::Fd socket, Transport transport) {
    if (transport != Transport::tcp)
        runtime::value_or_throw(os::set_send_buffer(socket.get(), send_buffer));
    return socket;
}

tl::unexpected<Error> cannot_tell(const os::Error& error) {
    return ipc::error(ProtocolError::peer_credentials, error.message());
}

os::Fd connect_pair(const PairAddress& pair) {
    os::Fd fd(pair.fd);
    runtime::value_or_throw(os::set_inheritable(fd.get(), false));
    return fd;
}

// A listener whose backlog is full says EAGAIN and nothing tells when that has passed.
Task<os::Fd> connect_uds(UdsAddress uds) {
    for (;;) {
        auto fd = os::connect_unix(uds.path.native());
        if (fd || fd.error().code != EAGAIN) co_return runtime::value_or_throw(std::move(fd));
        auto pause = runtime::sleep_for(backlog_pause);
        co_await pause;
    }
}

Task<os::Fd> connect_tcp(TcpAddress tcp) {
    runtime::AsyncFd fd(runtime::value_or_throw(os::connect_tcp(tcp.host, tcp.port)));
    auto connected = fd.writable();
    co_await connected;
    const auto now = os::Deadline::after(os::Duration::zero());
    runtime::value_or_throw(os::finish_connect(fd.get(), now));
    co_return fd.release();
}

Task<os::Fd> connect_to(const Address& address) {
    if (const auto* uds = address.get_if<UdsAddress>()) {
        auto connecting = connect_uds(*uds);
        co_return co_await std::move(connecting);
    }
    if (const auto* tcp = address.get_if<TcpAddress>()) {
        auto connecting = connect_tcp(*tcp);
        co_return co_await std::move(connecting);
    }
    co_return connect_pair(std::get<PairAddress>(address.value()));
}

}  // namespace

Connection::Connection(os::Fd socket, Transport transport, StreamOptions options)
    : stream_(std::make_unique<FrameStream>(with_room(std::move(socket), transport), options)),
      transport_(transport),
      max_payload_(options.max_payload) {}

Status Connection::check_user() {
    if (transport_ == Transport::tcp) return {};
    const auto peer = os::peer_credentials(stream_->fd());
    if (!peer) return cannot_tell(peer.error());
    const auto self = os::effective_user();
    if (peer->uid == self) return {};
    return error(ProtocolError::peer_credentials,
                 fmt::format("the peer is user {}, this is user {}", peer->uid, self));
}

Status Connection::check_process(pid_t pid) {
    if (transport_ != Transport::uds) return {};
    const auto peer = os::peer_credentials(stream_->fd());
    if (!peer) return cannot_tell(peer.error());
    if (peer->pid == pid) return {};
    return error(ProtocolError::peer_credentials,
                 fmt::format("the peer says it is pid {}, the kernel says pid {}", pid, peer->pid));
}

Task<Connection> dial(Address address, os::Duration limit, StreamOptions options) {
    auto connecting = [&address] { return connect_to(address); };
    auto bounded = runtime::move_on_after(limit, std::ref(connecting));
    auto fd = co_await std::move(bounded);
    if (!fd) throw ChannelError({ProtocolError::timed_out, "connecting to " + address.text()});
    co_return Connection(std::move(*fd), address.transport(), options);
}

}  // namespace hangar::ipc
