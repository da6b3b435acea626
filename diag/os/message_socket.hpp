// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <hangar/diag/os/fd.hpp>

namespace hangar::os {

// Whole messages between two processes, each with descriptors if it likes: a pair of connected
// AF_UNIX sockets of the kind SOCK_SEQPACKET, close-on-exec. Any thread.
struct Message {
    std::string data;
    std::vector<Fd> fds;  // close-on-exec
};

inline constexpr std::size_t max_message_size = 128U << 10U;
inline constexpr std::size_t max_message_fds = 253;  // the kernel's SCM_MAX_FD

[[nodiscard]] Result<FdPair> make_message_pair(bool nonblocking = false);

// Errors: EMSGSIZE beyond the limits; EINVAL for an empty message, which would read as the end;
// EPIPE when the other end is closed, never SIGPIPE; EAGAIN when nothing fits.
[[nodiscard]] Status send_message(int socket, std::string_view data, std::span<const int> fds = {});

// The next one; nothing when the other end is closed. Errors: EAGAIN when there is none yet;
// EMFILE when its descriptors had no room here, and are lost.
[[nodiscard]] Result<std::optional<Message>> receive_message(int socket);

}  // namespace hangar::os
