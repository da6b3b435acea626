// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/ipc/listener.hpp>

#include <cerrno>

#include <hangar/backends/ipc/address_holder.hpp>
#include <hangar/backends/runtime/errors.hpp>
#include <hangar/diag/os/sockets.hpp>
#include <hangar/diag/os/stream_socket.hpp>

namespace hangar::ipc {
namespace {

os::Result<os::Fd> try_to_listen(const Address& at) {
    if (const auto* uds = at.get_if<UdsAddress>()) return os::listen_unix(uds->path.native());
    if (const auto* tcp = at.get_if<TcpAddress>()) return os::listen_tcp(tcp->host, tcp->port);
    return tl::unexpected(os::Error{EINVAL, "listen", at.text()});
}

os::Fd listen_at(const Address& at, ListenedFile& file) {
    auto socket = try_to_listen(at);
    if (!socket && socket.error().code == EADDRINUSE) {
        const std::string holder = holder_of(at);
        if (!holder.empty()) socket.error().target += ", held by " + holder;
    }
    os::Fd listening = runtime::value_or_throw(std::move(socket));
    if (const auto* uds = at.get_if<UdsAddress>()) file.hold(uds->path);
    return listening;
}

Address bound_address(int socket, const Address& at) {
    const auto* tcp = at.get_if<TcpAddress>();
    if (tcp == nullptr) return at;
    return TcpAddress{tcp->host, runtime::value_or_throw(os::bound_port(socket))};
}

}  // namespace

Listener::Listener(const Address& at, StreamOptions options)
    : socket_(listen_at(at, file_)),
      address_(bound_address(socket_.get(), at)),
      options_(options) {}

runtime::Task<Connection> Listener::accept() {
    for (;;) {
        auto fd = os::accept_connection(socket_.get());
        if (fd) co_return Connection(std::move(*fd), address_.transport(), options_);
        if (fd.error().code != EAGAIN) throw runtime::OsError(std::move(fd.error()));
        auto ready = socket_.readable(tasks::WaitKind::accept);
        co_await ready;
    }
}

}  // namespace hangar::ipc
