// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include <hangar/diag/os/proc_maps.hpp>

namespace hangar::os {

// The initialised data of a process: where the contents of a file are mapped that it may change for
// itself alone. In ascending order, without their paths. A kernel that can be asked for these only
// (PROCMAP_QUERY, 6.11) is, which takes a tenth of the time; else all maps are read. Any thread.
// Errors: those of read_maps.
[[nodiscard]] Result<std::vector<ProcMap>> read_data_maps(const ProcDir& process);

// By reading all maps, as where the kernel cannot be asked.
[[nodiscard]] Result<std::vector<ProcMap>> read_data_maps_by_line(const ProcDir& process);

}  // namespace hangar::os
