// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace hangar::diag {

// What can leak, as a set: Leak::Fds | Leak::Children. (Spelt as the users' contract has it.)
enum class Leak : unsigned {
    None = 0,
    Threads = 1U << 0U,
    Fds = 1U << 1U,       // descriptors of any kind
    Sockets = 1U << 2U,   // those of them that are sockets
    Children = 1U << 3U,  // running or unreaped
    Shm = 1U << 4U,       // segments in /dev/shm that are surely ours
    Mappings = 1U << 5U,  // of memory, kept stacks of joined threads included; read only if asked
    Rss = 1U << 6U,       // resident memory, by more than a slack
    Gauges = 1U << 7U,    // actors, tasks: what the program counts itself
};

[[nodiscard]] constexpr Leak operator|(Leak a, Leak b) noexcept {
    return static_cast<Leak>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
[[nodiscard]] constexpr Leak operator&(Leak a, Leak b) noexcept {
    return static_cast<Leak>(static_cast<unsigned>(a) & static_cast<unsigned>(b));
}
[[nodiscard]] constexpr bool any(Leak set) noexcept {
    return set != Leak::None;
}

// "fds, children"
[[nodiscard]] std::string leak_names(Leak set);

}  // namespace hangar::diag
