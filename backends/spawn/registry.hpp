// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include <hangar/backends/spawn/carrier.hpp>
#include <hangar/diag/os/result.hpp>

namespace hangar::spawn {

class Backend;

// How a child is told what it is (its name, the tree's options, log levels). Closed.
enum class Telling {
    over_the_channel,  // by its parent's welcome
    at_birth,          // with its seed, so that it knows before it dials
};
constexpr Telling last_enumerator(Telling) {
    return Telling::at_birth;
}

// One way to bring up an actor. Every list of backend keys anywhere (flags, markers, tests, docs)
// comes from this registry; adding a backend is one file and one line in registry.cpp.
struct BackendEntry {
    std::string_view key;      // "fork_worker"
    std::string_view summary;  // one line for --help
    std::string_view refusal;  // not empty: known, but never to be chosen, and this is why
    Carrier carrier = Carrier::process;
    Telling telling = Telling::over_the_channel;
    Backend& (*instance)() = nullptr;  // null exactly if it is refused
};

// In the order of registration: the order in which a matrix runs. Any thread.
[[nodiscard]] std::span<const BackendEntry> backend_registry();

// Errors: ENOENT for an unknown key (target names the valid ones), ENOTSUP for a refused one.
[[nodiscard]] os::Result<const BackendEntry*> find_backend(std::string_view key);

// "exec, vfork_exec, ...": as --help and error messages list them.
[[nodiscard]] std::string backend_keys();

// Ends what the backends had started for themselves: when this process carries no actor any more.
void end_all_helpers() noexcept;

}  // namespace hangar::spawn
