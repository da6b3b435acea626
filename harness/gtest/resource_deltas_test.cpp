// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <hangar/harness/gtest/failing.hpp>
#include <hangar/harness/gtest/resource_deltas_test.hpp>
#include <hangar/harness/gtest/test_name.hpp>

namespace hangar {
namespace {

void fail_test(const diag::ResourceChanges& changes, Leak failed) {
    tell_leak(
        OnLeak::fail, "resources",
        fmt::format("{}: leaks {}\n{}", changes.label, diag::leak_names(failed), changes.text()));
}

std::string running_test() {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    return test != nullptr ? full_name(*test) : "test";
}

}  // namespace

bool let_leaks_fail_tests() noexcept {
    diag::set_leak_handler(fail_test);
    return true;
}

ResourceDeltasTest::ResourceDeltasTest(Leak fail_on)
    : deltas_(running_test(), {.fail_on = fail_on}) {}

}  // namespace hangar
