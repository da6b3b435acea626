// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/diag/waitgraph/scene.hpp>

namespace hangar::waitgraph {

// Whether a process will not come round to anything by itself for minutes: each of its threads is
// dead, waits for a signal, sleeps so long that whoever waits for it takes it for hung, or waits
// for processes that are like this.
[[nodiscard]] bool is_idle_for_long(const Scene& scene, const snapshot::Process& process);

}  // namespace hangar::waitgraph
