// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <limits.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <hangar/diag/os/bulk_send.hpp>
#include <string>
#include <vector>

namespace hangar::os {
namespace {

using Piece = std::span<const std::byte>;

std::string named(int fd) {
    return fmt::format("fd {}", fd);
}

iovec native(Piece piece) noexcept {
    return {const_cast<std::byte*>(piece.data()), piece.size()};
}

Result<std::size_t> send_vectors(int socket, std::span<iovec> vectors) {
    msghdr message{};
    message.msg_iov = vectors.data();
    message.msg_iovlen = vectors.size();
    for (;;) {
        const auto sent = ::sendmsg(socket, &message, MSG_NOSIGNAL);
        if (sent >= 0) return static_cast<std::size_t>(sent);
        if (errno != EINTR) return last_error("sendmsg", named(socket));
    }
}

}  // namespace

Result<std::size_t> send_gathered(int socket, std::span<const Piece> pieces) {
    if (pieces.size() > IOV_MAX) return error(EMSGSIZE, "sendmsg", named(socket));
    std::array<iovec, 16> few;
    if (pieces.size() <= few.size()) {
        std::ranges::transform(pieces, few.begin(), native);
        return send_vectors(socket, std::span(few).first(pieces.size()));
    }
    std::vector<iovec> many(pieces.size());
    std::ranges::transform(pieces, many.begin(), native);
    return send_vectors(socket, many);
}

Status set_send_buffer(int socket, std::size_t bytes) {
    const int size = static_cast<int>(std::min<std::size_t>(bytes, INT_MAX));
    if (::setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &size, sizeof size) != 0)
        return last_error("setsockopt", named(socket));
    return {};
}

}  // namespace hangar::os
