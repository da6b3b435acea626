// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <hangar/backends/actor/child_main.hpp>

// The executed children are this program.
int main(int argc, char** argv) {
    if (const auto status = hangar::actor::run_child_role()) return *status;
    testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
