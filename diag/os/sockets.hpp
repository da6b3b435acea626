// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// Stream sockets of this machine. Every one of them is close-on-exec and nonblocking. Any thread.
// Errors beside the usual: EMFILE; EADDRINUSE and ECONNREFUSED as the kernel says.

// On a path, that must be new: whoever listens removes its file. The file is made with mode 0600.
// Errors: ENAMETOOLONG (107 bytes are the most), EINVAL for an empty path or one with a zero byte.
[[nodiscard]] Result<Fd> listen_unix(const std::string& path, int backlog = 128);
// Errors: ENAMETOOLONG, EINVAL; ENOENT; EAGAIN when the listener's backlog is full.
[[nodiscard]] Result<Fd> connect_unix(const std::string& path);

// On 127.0.0.1; port 0 lets the kernel choose (local_port tells).
[[nodiscard]] Result<Fd> listen_loopback(std::uint16_t port = 0, int backlog = 128);
// Comes back at once; the connection stands once finish_connect says so. TCP_NODELAY is set.
[[nodiscard]] Result<Fd> connect_loopback(std::uint16_t port);
// Waits for it. Errors: ETIMEDOUT at the deadline, ECONNREFUSED and so on.
[[nodiscard]] Status finish_connect(int fd, Deadline deadline);

// Errors: EAGAIN when nobody waits to be accepted.
[[nodiscard]] Result<Fd> accept_connection(int listener);
[[nodiscard]] Result<std::uint16_t> local_port(int fd);

// Who made the other end of a connected AF_UNIX socket (SO_PEERCRED): not necessarily who holds it.
struct PeerCredentials {
    pid_t pid = 0;
    uid_t uid = 0;
    gid_t gid = 0;
};
[[nodiscard]] Result<PeerCredentials> peer_credentials(int fd);

}  // namespace hangar::os
