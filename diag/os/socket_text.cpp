// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cstring>
#include <hangar/diag/os/socket_text.hpp>

namespace hangar::os {
namespace {

using AddressCall = int (*)(int, sockaddr*, socklen_t*);

template <class Address>
Address as(const sockaddr_storage& from) {
    Address address{};
    std::memcpy(&address, &from, sizeof address);
    return address;
}

std::string host_text(int family, const void* address) {
    std::array<char, INET6_ADDRSTRLEN> buffer{};
    const char* text = ::inet_ntop(family, address, buffer.data(), buffer.size());
    return text == nullptr ? "?" : text;
}

std::string unix_text(const sockaddr_storage& address, socklen_t size) {
    const auto local = as<sockaddr_un>(address);
    constexpr std::size_t before_path = offsetof(sockaddr_un, sun_path);
    if (size <= before_path) return {};
    const std::size_t length = std::min<std::size_t>(size, sizeof local) - before_path;
    std::string path(&local.sun_path[0], length);
    if (path.front() == '\0') return '@' + path.substr(1);
    return path.substr(0, path.find('\0'));
}

std::string address_text(int fd, AddressCall call) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    if (call(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) return {};
    if (address.ss_family == AF_UNIX) return unix_text(address, size);
    if (address.ss_family == AF_INET) {
        const auto v4 = as<sockaddr_in>(address);
        return fmt::format("{}:{}", host_text(AF_INET, &v4.sin_addr), ntohs(v4.sin_port));
    }
    if (address.ss_family == AF_INET6) {
        const auto v6 = as<sockaddr_in6>(address);
        return fmt::format("[{}]:{}", host_text(AF_INET6, &v6.sin6_addr), ntohs(v6.sin6_port));
    }
    return {};
}

int option(int fd, int name) {
    int value = -1;
    socklen_t size = sizeof value;
    return ::getsockopt(fd, SOL_SOCKET, name, &value, &size) == 0 ? value : -1;
}

std::string kind_text(int family, int type) {
    if (family == AF_INET || family == AF_INET6) return type == SOCK_STREAM ? "tcp" : "udp";
    if (family == AF_UNIX) return "unix";
    return fmt::format("family {}", family);
}

}  // namespace

std::string describe_socket(int fd) {
    const int family = option(fd, SO_DOMAIN);
    if (family < 0) return {};
    std::string text = kind_text(family, option(fd, SO_TYPE));
    if (const auto name = address_text(fd, ::getsockname); !name.empty()) text += ' ' + name;
    if (option(fd, SO_ACCEPTCONN) == 1) return text + ", listening";
    if (const auto peer = address_text(fd, ::getpeername); !peer.empty()) text += ", peer " + peer;
    return text;
}

}  // namespace hangar::os
