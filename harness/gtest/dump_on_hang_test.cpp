// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <hangar/harness/gtest/dump_on_hang_test.hpp>

namespace hangar {

DumpOnHangTest::~DumpOnHangTest() {
    if (guard_.has_dumped()) fmt::print("it hung for a while: {}\n", guard_.path());
}

}  // namespace hangar
