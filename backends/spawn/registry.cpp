// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cerrno>
#include <hangar/backends/spawn/backend.hpp>
#include <hangar/backends/spawn/registry.hpp>

// The instance that a backend's file defines: declared here alone, so that a backend is a file of
// its own and a line below.
#define HANGAR_BACKEND_(function)   \
    []() -> Backend& {              \
        extern Backend& function(); \
        return function();          \
    }

namespace hangar::spawn {

static constexpr std::array entries{
    BackendEntry{"exec", "a fresh process that executes this program again", "", Carrier::process,
                 Telling::over_the_channel, HANGAR_BACKEND_(exec_backend)},
    BackendEntry{"vfork_exec", "the same, told all at its birth in a sealed memory file", "",
                 Carrier::process, Telling::at_birth, HANGAR_BACKEND_(vfork_exec_backend)},
    BackendEntry{"forkserver", "a fork by a process beside this one that never had a thread", "",
                 Carrier::process, Telling::over_the_channel, HANGAR_BACKEND_(forkserver_backend)},
    BackendEntry{"fork_worker", "a fork without exec, from a clean worker thread", "",
                 Carrier::process, Telling::over_the_channel, HANGAR_BACKEND_(fork_worker_backend)},
    BackendEntry{"thread", "a thread of this process, with a loop of its own", "", Carrier::thread,
                 Telling::over_the_channel, HANGAR_BACKEND_(thread_backend)},
    BackendEntry{"hosted", "a thread of a forked process that carries several actors", "",
                 Carrier::host, Telling::over_the_channel, HANGAR_BACKEND_(hosted_backend)},
    BackendEntry{"thread_fork", "a fork from an actor's own thread",
                 "a fork from a thread that runs an event loop copies the loop's half-done state "
                 "and locks into the child; use fork_worker, which forks from a clean thread",
                 Carrier::process, Telling::over_the_channel, nullptr},
};

#undef HANGAR_BACKEND_

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

void end_all_helpers() noexcept {
    for (const BackendEntry& entry : entries) {
        if (entry.instance != nullptr) entry.instance().end_helpers();
    }
}

}  // namespace hangar::spawn
