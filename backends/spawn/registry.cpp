// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cerrno>
#include <hangar/backends/spawn/backends.hpp>
#include <hangar/backends/spawn/registry.hpp>

namespace hangar::spawn {
namespace {

constexpr std::array entries{
    BackendEntry{"exec", "a fresh process that executes this program again", "", true,
                 &exec_backend},
    BackendEntry{"fork_worker", "a fork without exec, from a clean worker thread", "", true,
                 &fork_worker_backend},
    BackendEntry{"thread", "a thread of this process, with a loop of its own", "", false,
                 &thread_backend},
    BackendEntry{"thread_fork", "a fork from an actor's own thread",
                 "a fork from a thread that runs an event loop copies the loop's half-done state "
                 "and locks into the child; use fork_worker, which forks from a clean thread",
                 true, nullptr},
};

}  // namespace

std::span<const BackendEntry> backend_registry() {
    return entries;
}

os::Result<const BackendEntry*> find_backend(std::string_view key) {
    for (const BackendEntry& entry : entries) {
        if (entry.key != key) continue;
        if (entry.refusal.empty()) return &entry;
        return os::error(ENOTSUP, "spawn backend " + std::string(key), entry.refusal);
    }
    return os::error(ENOENT, "spawn backend " + std::string(key), "valid: " + backend_keys());
}

std::string backend_keys() {
    std::string keys;
    for (const BackendEntry& entry : entries) {
        if (!entry.refusal.empty()) continue;
        if (!keys.empty()) keys += ", ";
        keys += entry.key;
    }
    return keys;
}

}  // namespace hangar::spawn
