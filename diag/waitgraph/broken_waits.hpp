// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/diag/snapshot/wait.hpp>

namespace hangar::waitgraph {

// Whether the wait returns when a signal is handled. (One for a lock or a thread goes on.)
[[nodiscard]] bool is_broken_by_signals(snapshot::WaitKind kind) noexcept;

}  // namespace hangar::waitgraph
