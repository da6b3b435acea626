// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace hangar::snapshot {

// What lies at the word that a thread sleeps on, and around it. A value.
struct FutexWord {
    std::uint32_t expected = 0;          // what the sleeper believes it holds
    std::optional<std::uint32_t> value;  // what it held in the last sample
    bool changed_before = false;         // it differed from `expected` in the first sample, too
    std::optional<pid_t> owner;          // a thread, by its id in our pid namespace; empty: nobody
    pid_t owner_process = 0;             // whose thread that is now; 0: nobody's
    bool owner_unknown = false;          // an owner stands there, but cannot be translated
    bool process_shared = false;         // by its own flags
    bool shared_memory = false;          // it lies in memory that other processes may map
    // Then: the processes that have it mapped, where no other can come to map it.
    std::optional<std::vector<pid_t>> sharers;
    bool robust = false;
    bool owner_died = false;  // the kernel says so (robust and priority inheritance)
    bool recursive = false;
    bool pooled = false;        // the C++ library's pool, not the object itself
    std::uint32_t readers = 0;  // rwlock: how many hold it to read
    std::uint32_t waiters = 0;  // where the object counts them

    // The word is no longer what the sleeper waits to change, and yet it sleeps.
    [[nodiscard]] bool wake_was_missed() const noexcept {
        return changed_before && value && *value != expected;
    }
    friend bool operator==(const FutexWord&, const FutexWord&) = default;
};

}  // namespace hangar::snapshot
