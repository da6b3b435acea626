// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include <hangar/diag/os/result.hpp>

namespace hangar::spawn {

class Backend;

// One way to bring up an actor. Every list of backend keys anywhere (flags, markers, tests, docs)
// comes from this registry; adding a backend is one file and one line in registry.cpp.
struct BackendEntry {
    std::string_view key;              // "fork_worker"
    std::string_view summary;          // one line for --help
    std::string_view refusal;          // not empty: known, but never to be chosen, and this is why
    bool own_process = true;           // false: its actors share the parent's process
    Backend& (*instance)() = nullptr;  // null exactly if it is refused
};

// In the order of registration: the order in which a matrix runs. Any thread.
[[nodiscard]] std::span<const BackendEntry> backend_registry();

// Errors: ENOENT for an unknown key (target names the valid ones), ENOTSUP for a refused one.
[[nodiscard]] os::Result<const BackendEntry*> find_backend(std::string_view key);

// "exec, fork_worker, thread"
[[nodiscard]] std::string backend_keys();

}  // namespace hangar::spawn
