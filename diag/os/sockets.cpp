// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>
#include <hangar/diag/os/remove_file.hpp>
#include <hangar/diag/os/sockets.hpp>

namespace hangar::os {
namespace {

// Any address, with its length.
template <class Native>
struct Address {
    Native native{};
    socklen_t size = sizeof(Native);
    std::string name;  // for messages

    [[nodiscard]] const sockaddr* get() const noexcept {
        return reinterpret_cast<const sockaddr*>(&native);
    }
};

Result<Address<sockaddr_un>> unix_address(const std::string& path) {
    Address<sockaddr_un> address;
    address.name = path;
    if (path.empty() || path.find('\0') != std::string::npos)
        return error(EINVAL, "use as a socket's path", path);
    if (path.size() >= sizeof address.native.sun_path)
        return error(ENAMETOOLONG, "use as a socket's path", path);
    address.native.sun_family = AF_UNIX;
    std::memcpy(address.native.sun_path, path.c_str(), path.size() + 1);
    return address;
}

Address<sockaddr_in> loopback_address(std::uint16_t port) {
    Address<sockaddr_in> address;
    address.native.sin_family = AF_INET;
    address.native.sin_port = htons(port);
    address.native.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.name = fmt::format("127.0.0.1:{}", port);
    return address;
}

Result<Fd> make_socket(int family) {
    Fd fd(::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!fd) return last_error("socket");
    return fd;
}

Status turn_on(int fd, int level, int option) {
    const int on = 1;
    if (::setsockopt(fd, level, option, &on, sizeof on) != 0)
        return last_error("setsockopt", fmt::format("fd {}", fd));
    return {};
}

template <class Native>
Result<Fd> connect_to(Fd fd, const Address<Native>& address) {
    // Interrupted, it goes on by itself, as when it is in progress.
    if (::connect(fd.get(), address.get(), address.size) != 0 && errno != EINPROGRESS &&
        errno != EINTR)
        return last_error("connect", address.name);
    return fd;
}

}  // namespace

Result<Fd> listen_unix(const std::string& path, int backlog) {
    const auto address = unix_address(path);
    if (!address) return tl::unexpected(address.error());
    auto fd = make_socket(AF_UNIX);
    if (!fd) return fd;
    // The file takes the socket's mode at bind, so that there is no moment when others may connect.
    if (::fchmod(fd->get(), 0600) != 0) return last_error("fchmod", path);
    if (::bind(fd->get(), address->get(), address->size) != 0) return last_error("bind", path);
    if (::listen(fd->get(), backlog) != 0) {
        const auto failure = last_error("listen", path);
        remove_file(path.c_str());
        return failure;
    }
    return fd;
}

Result<Fd> connect_unix(const std::string& path) {
    const auto address = unix_address(path);
    if (!address) return tl::unexpected(address.error());
    auto fd = make_socket(AF_UNIX);
    if (!fd) return fd;
    return connect_to(std::move(*fd), *address);
}

Result<Fd> listen_loopback(std::uint16_t port, int backlog) {
    auto fd = make_socket(AF_INET);
    if (!fd) return fd;
    // A port whose last connections are in TIME_WAIT may be taken at once.
    if (auto done = turn_on(fd->get(), SOL_SOCKET, SO_REUSEADDR); !done)
        return tl::unexpected(done.error());
    const auto address = loopback_address(port);
    if (::bind(fd->get(), address.get(), address.size) != 0)
        return last_error("bind", address.name);
    if (::listen(fd->get(), backlog) != 0) return last_error("listen", address.name);
    return fd;
}

Result<Fd> connect_loopback(std::uint16_t port) {
    auto fd = make_socket(AF_INET);
    if (!fd) return fd;
    if (auto done = turn_on(fd->get(), IPPROTO_TCP, TCP_NODELAY); !done)
        return tl::unexpected(done.error());
    return connect_to(std::move(*fd), loopback_address(port));
}

Status finish_connect(int fd, Deadline deadline) {
    const std::string target = fmt::format("fd {}", fd);
    const auto ready = wait_writable(fd, deadline);
    if (!ready) return tl::unexpected(ready.error());
    if (!*ready) return error(ETIMEDOUT, "connect", target);
    int failure = 0;
    socklen_t size = sizeof failure;
    if (::getsockopt(fd, SOL_SOCKET, SO_ERROR, &failure, &size) != 0)
        return last_error("getsockopt", target);
    if (failure != 0) return error(failure, "connect", target);
    return {};
}

Result<Fd> accept_connection(int listener) {
    for (;;) {
        Fd fd(::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
        if (fd) return fd;
        // One that gave up before it was accepted says nothing about the next.
        if (errno != EINTR && errno != ECONNABORTED)
            return last_error("accept", fmt::format("fd {}", listener));
    }
}

Result<std::uint16_t> local_port(int fd) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    if (::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        return last_error("getsockname", fmt::format("fd {}", fd));
    if (address.sin_family != AF_INET)
        return error(EAFNOSUPPORT, "getsockname", fmt::format("fd {}", fd));
    return ntohs(address.sin_port);
}

Result<PeerCredentials> peer_credentials(int fd) {
    ucred credentials{};
    socklen_t size = sizeof credentials;
    if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0)
        return last_error("getsockopt SO_PEERCRED", fmt::format("fd {}", fd));
    return PeerCredentials{credentials.pid, credentials.uid, credentials.gid};
}

}  // namespace hangar::os
