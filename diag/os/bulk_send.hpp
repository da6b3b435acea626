// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// What sends much over a connected stream socket does beside send_some (stream_socket.hpp). Any
// thread.

// One send of several pieces as if they were one, none of them copied together first; a peer that
// is gone is EPIPE, never SIGPIPE. How many bytes were taken, which may be fewer.
// Errors: EAGAIN when nothing fits; EMSGSIZE for more than IOV_MAX pieces.
[[nodiscard]] Result<std::size_t> send_gathered(int socket,
                                                std::span<const std::span<const std::byte>> pieces);

// How much the kernel keeps for a peer that is slow to read, as far as it lets us
// (net.core.wmem_max): a socket that is full wakes its sender only when most of that has been read.
[[nodiscard]] Status set_send_buffer(int socket, std::size_t bytes);

}  // namespace hangar::os
