// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <hangar/diag/tasks/tree.hpp>

namespace hangar::tasks {

// The tree for people: actors, nurseries, scopes, tasks with their coroutine stacks, children
// nested in the nursery they live in. What is nested too deeply to be looked at is left out, which
// is said. Pure. Requires: the actors are sound.
[[nodiscard]] std::string to_text(const TaskTree& tree);

// As the field `tasks` of hangar.dump/1 and as `hangar tree --json` have it (docs/task-trees.md).
// Pure. Requires: the actors are sound.
[[nodiscard]] std::string to_json(const TaskTree& tree);

}  // namespace hangar::tasks
