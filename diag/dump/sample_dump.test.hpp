// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/diag/dump/dump.hpp>

namespace hangar::dump {

// For tests: a leader that waits for its worker to end; a thread of the worker that writes to a
// full pipe which only the leader reads, and holds a mutex for which two others wait; a stopped
// bystander and somebody outside. Everything in it is fixed.
[[nodiscard]] Dump sample_dump();

}  // namespace hangar::dump
