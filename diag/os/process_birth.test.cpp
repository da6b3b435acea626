// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/process_birth.hpp>

namespace hangar::os {
namespace {

using namespace std::chrono_literals;

TEST(ProcessBirthTest, AProcessIsBornBetweenTheInstantsBeforeAndAfter) {
    const auto before = std::chrono::system_clock::now();
    const TestChild child;
    const auto after = std::chrono::system_clock::now();
    EXPECT_GE(birth_of(child.id()), before - 20ms);
    EXPECT_LE(birth_of(child.id()), after + 20ms);
}

}  // namespace
}  // namespace hangar::os
