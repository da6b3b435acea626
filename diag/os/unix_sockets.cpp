// SPDX-License-Identifier: Apache-2.0
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/unix_sockets.hpp>

namespace hangar::os {
namespace {

using Bytes = std::span<const std::byte>;

constexpr unsigned listen_state = 10;
constexpr unsigned established_state = 1;

// The `size` bytes at the start of `from` as a value; empty if there are fewer.
template <class Value>
std::optional<Value> read_as(Bytes from) {
    if (from.size() < sizeof(Value)) return std::nullopt;
    Value value;
    std::memcpy(&value, from.data(), sizeof value);
    return value;
}

Bytes skip_aligned(Bytes from, std::size_t size) {
    const std::size_t aligned = (size + 3U) & ~std::size_t{3};
    return from.subspan(std::min(aligned, from.size()));
}

std::string name_of(Bytes payload) {
    std::string name(reinterpret_cast<const char*>(payload.data()), payload.size());
    if (!name.empty() && name.front() == '\0') name.front() = '@';
    while (!name.empty() && name.back() == '\0') name.pop_back();
    return name;
}

std::uint32_t word(Bytes payload, std::size_t index) {
    const std::size_t offset = std::min(index * 4, payload.size());
    return read_as<std::uint32_t>(payload.subspan(offset)).value_or(0);
}

void take_attribute(unsigned type, Bytes payload, UnixSocket& socket) {
    switch (type) {
        case UNIX_DIAG_NAME:
            socket.name = name_of(payload);
            break;
        case UNIX_DIAG_PEER:
            socket.peer = word(payload, 0);
            break;
        case UNIX_DIAG_ICONS:
            for (std::size_t i = 0; i < payload.size() / 4; ++i)
                socket.pending.push_back(word(payload, i));
            break;
        case UNIX_DIAG_RQLEN:
            socket.receive_queue = word(payload, 0);
            socket.send_queue = word(payload, 1);
            break;
        case UNIX_DIAG_MEMINFO:
            socket.send_buffer = word(payload, SK_MEMINFO_SNDBUF);
            break;
        default:
            break;
    }
}

Status send_question(int fd) {
    struct {
        nlmsghdr header;
        unix_diag_req request;
    } question{};
    question.header.nlmsg_len = sizeof question;
    question.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
    question.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    question.request.sdiag_family = AF_UNIX;
    question.request.udiag_states = ~0U;
    question.request.udiag_show = UDIAG_SHOW_NAME | UDIAG_SHOW_PEER | UDIAG_SHOW_ICONS |
                                  UDIAG_SHOW_RQLEN | UDIAG_SHOW_MEMINFO;
    sockaddr_nl kernel{};
    kernel.nl_family = AF_NETLINK;
    if (::sendto(fd, &question, sizeof question, 0, reinterpret_cast<const sockaddr*>(&kernel),
                 sizeof kernel) < 0)
        return last_error("sendto", "sock_diag");
    return {};
}

// Whether the answer goes on after this part of it.
Result<bool> take_part(Bytes part, std::vector<UnixSocket>& into) {
    while (const auto header = read_as<nlmsghdr>(part)) {
        if (header->nlmsg_len < sizeof(nlmsghdr) || header->nlmsg_len > part.size()) break;
        const Bytes body = part.subspan(sizeof(nlmsghdr), header->nlmsg_len - sizeof(nlmsghdr));
        if (header->nlmsg_type == NLMSG_DONE) return false;
        if (header->nlmsg_type == NLMSG_ERROR)
            return error(-read_as<int>(body).value_or(-EBADMSG), "dump", "sock_diag");
        if (auto socket = parse_unix_diag(body)) into.push_back(std::move(*socket));
        part = skip_aligned(part, header->nlmsg_len);
    }
    return true;
}

}  // namespace

std::optional<UnixSocket> parse_unix_diag(Bytes message) {
    const auto head = read_as<unix_diag_msg>(message);
    if (!head || head->udiag_family != AF_UNIX) return std::nullopt;
    UnixSocket socket;
    socket.inode = head->udiag_ino;
    socket.type = head->udiag_type;
    socket.listening = head->udiag_state == listen_state;
    socket.connected = head->udiag_state == established_state;
    Bytes rest = message.subspan(sizeof(unix_diag_msg));
    while (const auto attribute = read_as<rtattr>(rest)) {
        if (attribute->rta_len < sizeof(rtattr) || attribute->rta_len > rest.size()) break;
        take_attribute(attribute->rta_type,
                       rest.subspan(sizeof(rtattr), attribute->rta_len - sizeof(rtattr)), socket);
        rest = skip_aligned(rest, attribute->rta_len);
    }
    return socket;
}

Result<std::vector<UnixSocket>> list_unix_sockets(Deadline deadline) {
    const Fd fd(::socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG));
    if (!fd) return last_error("socket", "sock_diag");
    if (const auto sent = send_question(fd.get()); !sent) return tl::unexpected(sent.error());
    std::vector<UnixSocket> sockets;
    std::vector<std::byte> buffer(64U << 10U);
    for (bool more = true; more;) {
        const auto ready = wait_readable(fd.get(), deadline);
        if (!ready) return tl::unexpected(ready.error());
        if (!*ready) return error(ETIMEDOUT, "read", "sock_diag");
        const auto size = read_some(fd.get(), buffer);
        if (!size) return tl::unexpected(size.error());
        const auto goes_on = take_part(Bytes(buffer).first(*size), sockets);
        if (!goes_on) return tl::unexpected(goes_on.error());
        more = *goes_on;
    }
    return sockets;
}

}  // namespace hangar::os
