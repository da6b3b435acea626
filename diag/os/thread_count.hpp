// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// How many threads a process has, by one question: each is a link more to its folder of them. It is
// the number of that instant. Any thread. Errors: ProcDir's; ENOTSUP: the folder does not say.
[[nodiscard]] Result<std::size_t> count_threads(const ProcDir& process);

}  // namespace hangar::os
