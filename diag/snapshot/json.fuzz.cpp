// SPDX-License-Identifier: Apache-2.0
// A recorded snapshot may have been edited or cut: what is loaded all the same is saved as it is,
// and can be diagnosed (which is none of this target's business).
#include <cstddef>
#include <cstdint>
#include <hangar/diag/os/invariant.hpp>
#include <hangar/diag/snapshot/json.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hangar;
    const auto loaded = snapshot::from_json({reinterpret_cast<const char*>(data), size});
    if (!loaded) return 0;
    const auto again = snapshot::from_json(snapshot::to_json(*loaded));
    os::require(again.has_value(), "what was saved can be loaded");
    return 0;
}
