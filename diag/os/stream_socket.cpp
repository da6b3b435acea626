// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <hangar/diag/os/stream_socket.hpp>

namespace hangar::os {
namespace {

std::string named(int fd) {
    return fmt::format("fd {}", fd);
}

struct TcpAddress {
    sockaddr_storage native{};
    socklen_t size = 0;
    std::string name;

    [[nodiscard]] const sockaddr* get() const noexcept {
        return reinterpret_cast<const sockaddr*>(&native);
    }
};

template <class Native>
TcpAddress make_address(const Native& native, std::string name) {
    TcpAddress address;
    std::memcpy(&address.native, &native, sizeof native);
    address.size = sizeof native;
    address.name = std::move(name);
    return address;
}

Result<TcpAddress> tcp_address(const std::string& host, std::uint16_t port) {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    if (::inet_pton(AF_INET, host.c_str(), &v4.sin_addr) == 1)
        return make_address(v4, fmt::format("{}:{}", host, port));
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    if (::inet_pton(AF_INET6, host.c_str(), &v6.sin6_addr) == 1)
        return make_address(v6, fmt::format("[{}]:{}", host, port));
    return error(EINVAL, "use as a numeric host", host);
}

Result<Fd> make_socket(const TcpAddress& address) {
    Fd fd(::socket(address.native.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!fd) return last_error("socket", address.name);
    return fd;
}

Status turn_on(int fd, int level, int option) {
    const int on = 1;
    if (::setsockopt(fd, level, option, &on, sizeof on) != 0)
        return last_error("setsockopt", named(fd));
    return {};
}

}  // namespace

Result<std::size_t> send_some(int socket, std::span<const std::byte> from) {
    for (;;) {
        const auto sent = ::send(socket, from.data(), from.size(), MSG_NOSIGNAL);
        if (sent >= 0) return static_cast<std::size_t>(sent);
        if (errno != EINTR) return last_error("send", named(socket));
    }
}

Status shutdown_sending(int socket) {
    if (::shutdown(socket, SHUT_WR) != 0) return last_error("shutdown", named(socket));
    return {};
}

Status send_at_once(int socket) {
    auto done = turn_on(socket, IPPROTO_TCP, TCP_NODELAY);
    if (!done && done.error().code == EOPNOTSUPP) return {};
    return done;
}

uid_t effective_user() noexcept {
    return ::geteuid();
}

Result<Fd> listen_tcp(const std::string& host, std::uint16_t port, int backlog) {
    const auto address = tcp_address(host, port);
    if (!address) return tl::unexpected(address.error());
    auto fd = make_socket(*address);
    if (!fd) return fd;
    if (auto done = turn_on(fd->get(), SOL_SOCKET, SO_REUSEADDR); !done)
        return tl::unexpected(done.error());
    if (::bind(fd->get(), address->get(), address->size) != 0)
        return last_error("bind", address->name);
    if (::listen(fd->get(), backlog) != 0) return last_error("listen", address->name);
    return fd;
}

Result<Fd> connect_tcp(const std::string& host, std::uint16_t port) {
    const auto address = tcp_address(host, port);
    if (!address) return tl::unexpected(address.error());
    auto fd = make_socket(*address);
    if (!fd) return fd;
    if (::connect(fd->get(), address->get(), address->size) != 0 && errno != EINPROGRESS &&
        errno != EINTR)
        return last_error("connect", address->name);
    return fd;
}

Result<std::uint16_t> bound_port(int socket) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    if (::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        return last_error("getsockname", named(socket));
    if (address.ss_family == AF_INET)
        return ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port);
    if (address.ss_family == AF_INET6)
        return ntohs(reinterpret_cast<const sockaddr_in6&>(address).sin6_port);
    return error(EAFNOSUPPORT, "getsockname", named(socket));
}

}  // namespace hangar::os
