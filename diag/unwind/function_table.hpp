// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include <hangar/diag/symbols/module_map.hpp>

namespace hangar::unwind {

class ProcessImage;

// The sorted table of a module's functions, as an unwinder searches it: FunctionEntry values from
// `entries` on, relative to `base`. Both are addresses that the module's ProcessImage can read.
// A value.
struct FunctionTable {
    std::uint64_t base = 0;
    std::uint64_t entries = 0;
    std::uint64_t count = 0;
};

// The table that the linker wrote, or, where it wrote none, one made of the section .eh_frame: the
// module's file tells where that lies. Empty for a module without either.
[[nodiscard]] std::optional<FunctionTable> find_function_table(ProcessImage& image,
                                                               const symbols::Module& module);

}  // namespace hangar::unwind
