// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/diag/dump/dump.hpp>

namespace hangar::dump {

// The verdict that proves that the root process's first thread can never go on: that thread is
// dead, and what it waits for leads to a cause that nothing inside or outside the tree can undo.
// Null if there is none. Stricter than a proven verdict, which may be about a corner that the
// process does without, or about what a person may undo (stopped, traced, frozen, locked by
// somebody outside).
[[nodiscard]] const waitgraph::Verdict* proven_deadlock(const Dump& dump);

}  // namespace hangar::dump
