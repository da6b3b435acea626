// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// An AF_UNIX socket of our network namespace, as the kernel's sock_diag lists it. A value.
// Source: sock_diag(7).
struct UnixSocket {
    std::uint32_t inode = 0;
    std::uint32_t peer = 0;  // the other end's inode; 0: none, or not yet accepted
    int type = 0;            // SOCK_...
    bool listening = false;
    bool connected = false;
    std::uint32_t receive_queue = 0;     // bytes to read; listening: connections to accept
    std::uint32_t send_queue = 0;        // memory that unread data takes; listening: its backlog
    std::uint32_t send_buffer = 0;       // and its limit; 0: unknown
    std::vector<std::uint32_t> pending;  // listening: who waits to be accepted, by its inode
    std::string name;                    // a path, or "@abstract"; empty: none

    friend bool operator==(const UnixSocket&, const UnixSocket&) = default;
};

// One message of the kernel's answer, from its struct unix_diag_msg on. Empty if it is none; any
// bytes may come.
[[nodiscard]] std::optional<UnixSocket> parse_unix_diag(std::span<const std::byte> message);

// All of them, by one question. Any thread. Errors: EPROTONOSUPPORT (a kernel without it),
// ETIMEDOUT at the deadline.
[[nodiscard]] Result<std::vector<UnixSocket>> list_unix_sockets(Deadline deadline);

}  // namespace hangar::os
