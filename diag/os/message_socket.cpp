// SPDX-License-Identifier: Apache-2.0
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <hangar/diag/os/message_socket.hpp>

namespace hangar::os {
namespace {

constexpr std::size_t control_size = CMSG_SPACE(max_message_fds * sizeof(int));
struct alignas(cmsghdr) Control {
    std::array<char, control_size> bytes;  // left as it is: the kernel says how much it filled
};

void attach(msghdr& message, Control& control, std::span<const int> fds) {
    message.msg_control = control.bytes.data();
    message.msg_controllen = CMSG_SPACE(fds.size_bytes());
    std::memset(control.bytes.data(), 0, message.msg_controllen);
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(fds.size_bytes());
    std::memcpy(CMSG_DATA(header), fds.data(), fds.size_bytes());
}

std::vector<Fd> detach(msghdr& message) {
    std::vector<Fd> fds;
    for (cmsghdr* h = CMSG_FIRSTHDR(&message); h != nullptr; h = CMSG_NXTHDR(&message, h)) {
        if (h->cmsg_level != SOL_SOCKET || h->cmsg_type != SCM_RIGHTS) continue;
        const std::size_t count = (h->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (std::size_t i = 0; i < count; ++i) {
            int fd = -1;
            std::memcpy(&fd, CMSG_DATA(h) + i * sizeof fd, sizeof fd);
            fds.emplace_back(fd);
        }
    }
    return fds;
}

template <class Call>
ssize_t uninterrupted(Call call) {
    for (;;) {
        const ssize_t n = call();
        if (n >= 0 || errno != EINTR) return n;
    }
}

// What the other end's closing looks like; a message that nobody had read makes it a reset.
bool is_closed() {
    return errno == ECONNRESET || errno == EPIPE;
}

}  // namespace

Result<FdPair> make_message_pair(bool nonblocking) {
    std::array<int, 2> ends{};
    const int type = SOCK_SEQPACKET | SOCK_CLOEXEC | (nonblocking ? SOCK_NONBLOCK : 0);
    if (::socketpair(AF_UNIX, type, 0, ends.data()) != 0) return last_error("socketpair");
    return FdPair{Fd(ends[0]), Fd(ends[1])};
}

Status send_message(int socket, std::string_view data, std::span<const int> fds) {
    if (data.empty()) return error(EINVAL, "send", "an empty message");
    if (data.size() > max_message_size || fds.size() > max_message_fds)
        return error(EMSGSIZE, "send", "a message");
    iovec part{const_cast<char*>(data.data()), data.size()};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    Control control;
    if (!fds.empty()) attach(message, control, fds);
    if (uninterrupted([&] { return ::sendmsg(socket, &message, MSG_NOSIGNAL); }) >= 0) return {};
    if (is_closed()) return error(EPIPE, "send", "a message");
    return last_error("sendmsg");
}

Result<std::optional<Message>> receive_message(int socket) {
    const ssize_t size =
        uninterrupted([&] { return ::recv(socket, nullptr, 0, MSG_PEEK | MSG_TRUNC); });
    if (size == 0 || (size < 0 && is_closed())) return std::nullopt;
    if (size < 0) return last_error("recv");
    Message received;
    received.data.resize(static_cast<std::size_t>(size));
    iovec part{received.data.data(), received.data.size()};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    Control control;
    message.msg_control = control.bytes.data();
    message.msg_controllen = control.bytes.size();
    if (uninterrupted([&] { return ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC); }) < 0)
        return last_error("recvmsg");
    received.fds = detach(message);
    if ((message.msg_flags & MSG_CTRUNC) != 0) return error(EMFILE, "receive", "descriptors");
    return received;
}

}  // namespace hangar::os
