// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace hangar {

// Takes every test but this one ("Suite.Name") out of GoogleTest's registry: RUN_ALL_TESTS() then
// runs it as ever, environments and reports included, and at a cost that does not grow with the
// program's tests; so does the end of the process. Unless there is exactly this name, or where
// GoogleTest is of a version whose registry is not known (1.12 is), nothing is changed.
// For a copy of a process that runs nothing else. Requires: one thread; after InitGoogleTest.
void forget_other_tests(std::string_view name);

}  // namespace hangar
