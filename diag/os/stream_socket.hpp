// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <span>
#include <string>

#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// What a connected stream socket can do beyond a descriptor's reads. Any thread.

// One send; a peer that is gone is EPIPE, never SIGPIPE. Errors: EAGAIN when nothing fits.
[[nodiscard]] Result<std::size_t> send_some(int socket, std::span<const std::byte> from);
// The peer reads the end of the stream once it has read what was sent.
[[nodiscard]] Status shutdown_sending(int socket);
// Small messages leave at once. On a socket that is not TCP: nothing to do.
[[nodiscard]] Status send_at_once(int socket);

// As whom this process acts: what another process's sockets show as its user.
[[nodiscard]] uid_t effective_user() noexcept;

// TCP on any numeric address, IPv4 or IPv6; otherwise as listen_loopback and connect_loopback.
// Errors: EINVAL for a host that is no numeric address.
[[nodiscard]] Result<Fd> listen_tcp(const std::string& host, std::uint16_t port, int backlog = 128);
[[nodiscard]] Result<Fd> connect_tcp(const std::string& host, std::uint16_t port);
// The port that a TCP socket is bound to.
[[nodiscard]] Result<std::uint16_t> bound_port(int socket);

}  // namespace hangar::os
