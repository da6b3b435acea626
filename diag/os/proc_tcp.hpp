// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// One end of a TCP connection. An IPv4 address is held as IPv6 holds it (::ffff:a.b.c.d), so that
// the two ends of one connection compare equal whichever table they stand in.
struct TcpEndpoint {
    std::array<std::uint32_t, 4> address{};  // as the kernel's table writes it, word by word
    std::uint16_t port = 0;

    [[nodiscard]] std::string text() const;      // "127.0.0.1:8080", "[::1]:8080"
    [[nodiscard]] bool is_any() const noexcept;  // of no address: 0.0.0.0, [::]
    friend auto operator<=>(const TcpEndpoint&, const TcpEndpoint&) = default;
};

// A line of /proc/net/tcp or tcp6. A value; any thread. Source: the kernel's
// Documentation/networking/proc_net_tcp.rst.
struct TcpSocket {
    static constexpr unsigned established = 1;
    static constexpr unsigned syn_sent = 2;
    static constexpr unsigned close_wait = 8;
    static constexpr unsigned listen = 10;

    TcpEndpoint local;
    TcpEndpoint remote;
    unsigned state = 0;
    std::uint64_t send_queue = 0;     // bytes that were not acknowledged
    std::uint64_t receive_queue = 0;  // bytes to read; listening: connections to accept
    bool probing = false;             // the other end's window is shut (the persist timer runs)
    std::uint64_t inode = 0;          // 0: no process has it (not yet accepted, or closed)

    friend bool operator==(const TcpSocket&, const TcpSocket&) = default;
};

[[nodiscard]] std::optional<TcpSocket> parse_tcp_line(std::string_view line);
// The lines that are some.
[[nodiscard]] std::vector<TcpSocket> parse_tcp(std::string_view text);
// Both tables of the process's network namespace. Errors: ProcDir's.
[[nodiscard]] Result<std::vector<TcpSocket>> read_tcp(const ProcDir& process);

}  // namespace hangar::os
