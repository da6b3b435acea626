// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <hangar/diag/os/proc_tcp.hpp>
#include <hangar/diag/os/thread_area.hpp>
#include <hangar/diag/snapshot/refused_ports.hpp>
#include <hangar/diag/tasks/memory.hpp>
#include <map>
#include <optional>
#include <set>

namespace hangar::snapshot {
namespace {

using os::TcpEndpoint;
using os::TcpSocket;

// Of the thread-local variables those that lie nearest to their end: the C library's.
constexpr std::size_t locals_searched = 512;
// Of the stack: of what calls have left behind, and of the callers' frames.
constexpr std::uint64_t looked_at_below = 16U << 10U;
constexpr std::uint64_t above = 32U << 10U;
// How many of its words may be followed.
constexpr std::size_t most_followed = 2048;

bool is_any(const TcpEndpoint& end) {
    return end.address[0] == 0 && end.address[1] == 0 && end.address[3] == 0;
}

bool conflict(const TcpEndpoint& a, const TcpEndpoint& b) {
    return a.port == b.port && (a.address == b.address || is_any(a) || is_any(b));
}

std::optional<TcpEndpoint> endpoint_of(const sockaddr_in& address) {
    if (address.sin_family != AF_INET || address.sin_port == 0) return std::nullopt;
    return TcpEndpoint{{0, 0, htonl(0xffff), address.sin_addr.s_addr}, ntohs(address.sin_port)};
}

std::optional<TcpEndpoint> endpoint_of(const sockaddr_in6& address) {
    if (address.sin6_family != AF_INET6 || address.sin6_port == 0) return std::nullopt;
    TcpEndpoint end{{}, ntohs(address.sin6_port)};
    std::memcpy(end.address.data(), &address.sin6_addr, sizeof end.address);
    return end;
}

// What the kernel knows of a network namespace's ports.
class Ports {
  public:
    explicit Ports(std::vector<TcpSocket> all) : all_(std::move(all)) {
        for (const TcpSocket& socket : all_)
            if (is_holder(socket)) numbers_.insert(htons(socket.local.port));
    }

    [[nodiscard]] bool empty() const noexcept { return numbers_.empty(); }
    // By its bytes as they lie in an address: most words of a stack are sorted out by that.
    [[nodiscard]] bool may_be_held(std::uint16_t port) const { return numbers_.contains(port); }
    [[nodiscard]] const TcpSocket* holder_of(const TcpEndpoint& wanted) const {
        const auto found = std::ranges::find_if(all_, [&wanted](const TcpSocket& socket) {
            return is_holder(socket) && conflict(wanted, socket.local);
        });
        return found == all_.end() ? nullptr : &*found;
    }
    // Whether somebody is connected to it, or was a moment ago, of whom nothing is left.
    [[nodiscard]] bool was_visited(const TcpEndpoint& holder) const {
        return std::ranges::any_of(all_, [&holder](const TcpSocket& socket) {
            return is_visit(socket, holder) ||
                   (socket.inode == 0 && socket.state != TcpSocket::established &&
                    (socket.local.port == holder.port || socket.remote.port == holder.port));
        });
    }
    [[nodiscard]] bool listens(const Process& process) const {
        return std::ranges::any_of(all_, [&process](const TcpSocket& socket) {
            return socket.state == TcpSocket::listen && has(process, socket);
        });
    }
    // Whether it has the other end of a connection to the holder's port: it uses that.
    [[nodiscard]] bool is_client(const Process& process, const TcpEndpoint& holder) const {
        return std::ranges::any_of(all_, [&](const TcpSocket& served) {
            return is_visit(served, holder) &&
                   std::ranges::any_of(all_, [&](const TcpSocket& client) {
                       return client.local == served.remote && client.remote == served.local &&
                              has(process, client);
                   });
        });
    }

  private:
    static bool is_holder(const TcpSocket& socket) {
        return socket.inode != 0 && socket.state == TcpSocket::listen;
    }
    // The end of a connection that its server has, or is to accept.
    static bool is_visit(const TcpSocket& socket, const TcpEndpoint& holder) {
        return socket.state == TcpSocket::established && conflict(socket.local, holder);
    }
    static bool has(const Process& process, const TcpSocket& socket) {
        return socket.inode != 0 &&
               std::ranges::any_of(process.fds, [&socket](const Descriptor& fd) {
                   return fd.kind == FdKind::socket && fd.inode == socket.inode;
               });
    }

    std::vector<TcpSocket> all_;
    std::set<std::uint16_t> numbers_;
};

bool was_refused_an_address(pid_t tid) {
    const auto area = os::thread_area(tid);
    if (!area) return false;
    std::array<int, locals_searched / sizeof(int)> locals{};
    const auto bytes = std::as_writable_bytes(std::span(locals));
    // What lies before them may be a hole: then as much of them as there is.
    for (std::size_t size = bytes.size(); size >= 64; size /= 2) {
        if (!os::read_memory_exactly(tid, *area - size, bytes.first(size))) continue;
        return std::ranges::count(std::span(locals).first(size / sizeof(int)), EADDRINUSE) != 0;
    }
    return false;
}

// Looks for the address of a port that somebody holds.
class StackSearch {
  public:
    StackSearch(pid_t pid, const Ports& ports) : memory_(pid), ports_(ports) {}

    struct Found {
        TcpEndpoint address;
        bool stale = false;
    };

    // In the callers' frames first: what it is about to ask for again.
    [[nodiscard]] std::optional<Found> find(std::uint64_t sp) {
        if (const auto found = find_in_frames(sp)) return Found{*found, false};
        for (std::uint64_t at = sp - looked_at_below; at < sp; at += 4)
            if (const auto found = address_at(at)) return Found{*found, true};
        return std::nullopt;
    }

  private:
    static bool may_be_pointer(std::uint64_t word) {
        return word % 8 == 0 && word > (1U << 16U) && word < (std::uint64_t{1} << 47U);
    }

    std::optional<TcpEndpoint> find_in_frames(std::uint64_t sp) {
        std::vector<std::uint64_t> words;
        for (std::uint64_t at = sp; at < sp + above; at += 4) {
            if (const auto found = address_at(at)) return found;
            const auto word = at % 8 == 0 ? memory_.value<std::uint64_t>(at) : std::nullopt;
            if (word && may_be_pointer(*word)) words.push_back(*word);
        }
        words.resize(std::min(words.size(), most_followed));
        for (const std::uint64_t word : words)
            if (const auto found = pointed_to(word)) return found;
        return std::nullopt;
    }

    // An address itself, or what getaddrinfo() gives, which points to one.
    std::optional<TcpEndpoint> pointed_to(std::uint64_t word) {
        constexpr std::uint64_t address_field = 24;
        if (const auto found = address_at(word)) return found;
        const auto inner = memory_.value<std::uint64_t>(word + address_field);
        return inner && may_be_pointer(*inner) ? address_at(*inner) : std::nullopt;
    }

    std::optional<TcpEndpoint> address_at(std::uint64_t at) {
        struct {
            std::uint16_t family;
            std::uint16_t port;
        } head{};
        if (!memory_.read(at, std::as_writable_bytes(std::span(&head, 1)))) return std::nullopt;
        const bool internet = head.family == AF_INET || head.family == AF_INET6;
        if (!internet || !ports_.may_be_held(head.port)) return std::nullopt;
        const auto end =
            head.family == AF_INET ? read_as<sockaddr_in>(at) : read_as<sockaddr_in6>(at);
        return end && ports_.holder_of(*end) != nullptr ? end : std::nullopt;
    }

    template <class Address>
    std::optional<TcpEndpoint> read_as(std::uint64_t at) {
        const auto address = memory_.value<Address>(at);
        return address ? endpoint_of(*address) : std::nullopt;
    }

    tasks::ProcessMemory memory_;
    const Ports& ports_;
};

// It does nothing for a while, of its own will.
bool pauses(const Process& process, const Thread& thread) {
    if (thread.ended() || !thread.syscall || thread.syscall->sp == 0) return false;
    if (thread.wait.ends_by_itself()) return true;
    return std::ranges::any_of(thread.wait.fds, [&process](const Watch& watch) {
        const Descriptor* set = process.descriptor(watch.fd);
        return set != nullptr && std::ranges::any_of(set->rows, [&](const EpollRow& row) {
                   const Descriptor* timer = process.descriptor(row.fd);
                   return timer != nullptr && timer->kind == FdKind::timerfd && timer->armed;
               });
    });
}

class PortTables {
  public:
    const Ports& of(const Process& process) {
        const auto [found, is_new] = tables_.try_emplace(process.network);
        if (is_new)
            found->second.emplace(os::ProcDir::open(process.pid)
                                      .and_then(os::read_tcp)
                                      .value_or(std::vector<TcpSocket>()));
        return *found->second;
    }

  private:
    std::map<std::uint64_t, std::optional<Ports>> tables_;  // by network namespace
};

std::optional<RefusedPort> look_at(const Process& process, const Thread& thread,
                                   PortTables& tables) {
    if (!pauses(process, thread) || !was_refused_an_address(thread.tid)) return std::nullopt;
    const Ports& ports = tables.of(process);
    if (ports.empty() || ports.listens(process)) return std::nullopt;
    const auto wanted = StackSearch(process.reader_id(), ports).find(thread.syscall->sp);
    if (!wanted) return std::nullopt;
    const TcpSocket& holder = *ports.holder_of(wanted->address);
    if (ports.is_client(process, holder.local)) return std::nullopt;
    return RefusedPort{.pid = process.pid,
                       .tid = thread.tid,
                       .address = wanted->address.text(),
                       .held_as = holder.local.text(),
                       .holder = holder.inode,
                       .visited = ports.was_visited(holder.local),
                       .stale = wanted->stale};
}

}  // namespace

std::vector<RefusedPort> refused_ports(const Snapshot& snapshot, os::Deadline deadline) {
    std::vector<RefusedPort> found;
    PortTables tables;
    for (const Process& process : snapshot.processes) {
        if (!process.in_tree || process.ended() || process.examiner) continue;
        for (const Thread& thread : process.threads) {
            if (deadline.passed()) return found;
            if (auto refused = look_at(process, thread, tables))
                found.push_back(std::move(*refused));
        }
    }
    return found;
}

}  // namespace hangar::snapshot
