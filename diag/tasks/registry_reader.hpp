// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <hangar/diag/os/proc_maps.hpp>
#include <hangar/diag/os/result.hpp>
#include <hangar/diag/tasks/loop_reader.hpp>
#include <hangar/diag/tasks/memory.hpp>

namespace hangar::tasks {

// Where `hangar_task_registry` lies in memory with these mappings: found by its content in the
// programs' and libraries' data, since a stripped file has no name for it. Empty: hangar is not
// inside.
[[nodiscard]] std::optional<std::uint64_t> find_registry(const std::vector<os::ProcMap>& maps,
                                                         Memory& memory);

// The registry at `address`. Errors: EFAULT; EBADMSG for what is none; EPROTO for one of another
// version, whose nodes are not touched.
[[nodiscard]] os::Result<Registry> read_registry(Memory& memory, std::uint64_t address);

// All loops of a registry.
[[nodiscard]] TaskTree read_loops(Memory& memory, const Registry& registry,
                                  const ReadOptions& options);

}  // namespace hangar::tasks
