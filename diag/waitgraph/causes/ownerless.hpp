// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string_view>
#include <vector>

#include <hangar/diag/waitgraph/scene.hpp>

namespace hangar::waitgraph {

// The unclaimed dead ends whose wait is of one of `kinds`, by process.
[[nodiscard]] std::map<pid_t, std::vector<const Node*>> ends_of_kind(
    const Scene& scene, const std::set<snapshot::WaitKind>& kinds);

// One verdict for a process's threads that wait for what nobody owns and no live thread is left to
// give. `deed` is what nobody will do: "signal it".
void report_ownerless(Scene& scene, const std::vector<const Node*>& waiting, Cause cause,
                      std::string_view deed, std::string_view advice);

}  // namespace hangar::waitgraph
