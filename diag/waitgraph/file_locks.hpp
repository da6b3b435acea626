// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include <hangar/diag/waitgraph/picture.hpp>

namespace hangar::waitgraph {

// The file locks that keep `thread` waiting. Empty: none is seen (any more).
[[nodiscard]] std::vector<snapshot::LockWait> locks_waited_for(const Picture& picture,
                                                               const snapshot::Process& process,
                                                               const snapshot::Thread& thread);

// The processes that hold `lock` now, by their own descriptors: who took it may be long gone.
[[nodiscard]] std::vector<const snapshot::Process*> lock_holders(const Picture& picture,
                                                                 const snapshot::FileLock& lock);

}  // namespace hangar::waitgraph
