// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <hangar/diag/waitgraph/cause.hpp>

namespace hangar::waitgraph {
namespace {

// In the order of the enumerators.
constexpr std::array<std::string_view, 43> slugs{"mutex-cycle",
                                                 "self-deadlock",
                                                 "lock-in-signal-handler",
                                                 "lock-held-across-fork",
                                                 "owner-gone",
                                                 "join-cycle",
                                                 "wait-under-lock",
                                                 "rwlock-blocked",
                                                 "lost-wakeup",
                                                 "condvar-unsignalled",
                                                 "semaphore-unposted",
                                                 "promise-never-set",
                                                 "init-cycle",
                                                 "pipe-cycle",
                                                 "pipe-full",
                                                 "eof-own-writer",
                                                 "eof-outside-holder",
                                                 "eof-in-flight-fd",
                                                 "socket-full",
                                                 "socket-not-accepted",
                                                 "rpc-cycle",
                                                 "child-stopped",
                                                 "zombie-unreaped",
                                                 "file-lock-cycle",
                                                 "file-lock-held",
                                                 "epoll-missed-edge",
                                                 "epoll-disarmed",
                                                 "epoll-stale",
                                                 "fifo-no-peer",
                                                 "background-tty",
                                                 "tty-full",
                                                 "loop-blocked",
                                                 "spinning",
                                                 "signal-ignored",
                                                 "traced",
                                                 "frozen",
                                                 "disk-wait",
                                                 "port-held",
                                                 "boot-death",
                                                 "task-cycle",
                                                 "peer-gone",
                                                 "cancel-unacknowledged",
                                                 "wait-cycle"};
static_assert(slugs.size() == static_cast<std::size_t>(Cause::wait_cycle) + 1);

}  // namespace

std::string_view slug(Cause cause) noexcept {
    return slugs[static_cast<std::size_t>(cause)];
}

std::optional<Cause> cause_of(std::string_view slug) noexcept {
    const auto* found = std::ranges::find(slugs, slug);
    if (found == slugs.end()) return std::nullopt;
    return static_cast<Cause>(found - slugs.begin());
}

std::string_view name(Confidence confidence) noexcept {
    switch (confidence) {
        case Confidence::possible:
            return "possible";
        case Confidence::likely:
            return "likely";
        case Confidence::proven:
            return "proven";
    }
    return "";
}

}  // namespace hangar::waitgraph
