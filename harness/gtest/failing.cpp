// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <hangar/harness/gtest/failing.hpp>

namespace hangar {

void tell_leak(OnLeak what, const std::string& name, const std::string& text) {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    if (test == nullptr) {
        fmt::print(stderr, "hangar: {}", text);
        return;
    }
    testing::Test::RecordProperty(name, text);
    if (what == OnLeak::fail)
        ADD_FAILURE_AT(test->file(), test->line()) << text;
    else
        fmt::print("hangar: {}", text);
    std::fflush(stdout);
}

}  // namespace hangar
