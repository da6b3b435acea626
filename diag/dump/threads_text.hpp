// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <hangar/diag/snapshot/snapshot.hpp>

namespace hangar::dump {

// The threads of a process, those with the same stack together under a count: a line each with what
// it waits for, since when and with which timeout, then the stack they share.
[[nodiscard]] std::string threads_text(const snapshot::Snapshot& snapshot,
                                       const snapshot::Process& process);

}  // namespace hangar::dump
