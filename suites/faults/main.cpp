// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <hangar/backends/actor/child_main.hpp>
#include <hangar/suites/faults/replaced_program.hpp>
#include <string_view>

// The executed children are this program.
int main(int argc, char** argv) {
    if (const auto status = hangar::actor::run_child_role()) return *status;
    if (argc == 2 && std::string_view(argv[1]) == hangar::faults::replace_flag)
        return hangar::faults::run_replaced_program(argv[0]);
    testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
