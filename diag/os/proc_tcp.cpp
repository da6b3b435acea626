// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <fmt/format.h>

#include <cstring>
#include <hangar/diag/os/proc_tcp.hpp>
#include <hangar/diag/os/proc_text.hpp>

namespace hangar::os {
namespace {

// The kernel prints the words of an address as native integers.
const std::uint32_t mapped_marker = htonl(0xffff);
constexpr unsigned probe_timer = 4;

bool is_v4(const TcpEndpoint& end) {
    return end.address[0] == 0 && end.address[1] == 0 && end.address[2] == mapped_marker;
}

// "0100007F:1F90", or with an address of 32 digits.
bool parse_endpoint(std::string_view word, TcpEndpoint& end) {
    const std::string_view address = cut(word, ':');
    const auto port = parse_number<std::uint16_t>(word, 16);
    if (!port || (address.size() != 8 && address.size() != 32)) return false;
    end.port = *port;
    const std::size_t first = address.size() == 8 ? 3 : 0;
    if (first == 3) end.address[2] = mapped_marker;
    for (std::size_t i = first; i < 4; ++i) {
        const auto part = parse_number<std::uint32_t>(address.substr((i - first) * 8, 8), 16);
        if (!part) return false;
        end.address[i] = *part;
    }
    return true;
}

// "00000010:00000000"
bool parse_pair(std::string_view word, std::uint64_t& first, std::uint64_t& second) {
    const auto left = parse_number<std::uint64_t>(cut(word, ':'), 16);
    const auto right = parse_number<std::uint64_t>(word, 16);
    if (!left || !right) return false;
    first = *left;
    second = *right;
    return true;
}

}  // namespace

std::string TcpEndpoint::text() const {
    std::array<char, INET6_ADDRSTRLEN> buffer{};
    const bool v4 = is_v4(*this);
    const void* bytes = v4 ? static_cast<const void*>(&address[3]) : address.data();
    ::inet_ntop(v4 ? AF_INET : AF_INET6, bytes, buffer.data(), buffer.size());
    return v4 ? fmt::format("{}:{}", buffer.data(), port)
              : fmt::format("[{}]:{}", buffer.data(), port);
}

bool TcpEndpoint::is_any() const noexcept {
    const bool nothing = address[0] == 0 && address[1] == 0 && address[3] == 0;
    return nothing && (address[2] == 0 || address[2] == mapped_marker);
}

std::optional<TcpSocket> parse_tcp_line(std::string_view line) {
    TcpSocket socket;
    static_cast<void>(cut_word(line));  // "0:"
    if (!parse_endpoint(cut_word(line), socket.local) ||
        !parse_endpoint(cut_word(line), socket.remote) || !cut_number(line, socket.state, 16) ||
        !parse_pair(cut_word(line), socket.send_queue, socket.receive_queue))
        return std::nullopt;
    std::uint64_t timer = 0;
    std::uint64_t expires = 0;
    if (!parse_pair(cut_word(line), timer, expires)) return std::nullopt;
    socket.probing = timer == probe_timer;
    for (int skipped = 0; skipped < 3; ++skipped) static_cast<void>(cut_word(line));
    if (!cut_number(line, socket.inode)) return std::nullopt;
    return socket;
}

std::vector<TcpSocket> parse_tcp(std::string_view text) {
    std::vector<TcpSocket> sockets;
    while (!text.empty())
        if (const auto socket = parse_tcp_line(cut(text, '\n'))) sockets.push_back(*socket);
    return sockets;
}

Result<std::vector<TcpSocket>> read_tcp(const ProcDir& process) {
    const auto v4 = process.read("net/tcp");
    if (!v4) return tl::unexpected(v4.error());
    auto sockets = parse_tcp(*v4);
    // A kernel without IPv6 has no second table.
    if (const auto v6 = process.read("net/tcp6")) {
        const auto more = parse_tcp(*v6);
        sockets.insert(sockets.end(), more.begin(), more.end());
    }
    return sockets;
}

}  // namespace hangar::os
