// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <hangar/harness/gtest/forgive.hpp>

namespace hangar {
namespace {

void clear_parts(testing::TestResult& result);

// An explicit instantiation may name a private member ([temp.spec]/6).
template <void (testing::TestResult::*clear)()>
struct PrivateMember {
    friend void clear_parts(testing::TestResult& result) { (result.*clear)(); }
};
template struct PrivateMember<&testing::TestResult::ClearTestPartResults>;

}  // namespace

void forgive_failures(const testing::TestInfo& info) {
    // The result is a plain member of the test's own, mutable TestInfo.
    clear_parts(const_cast<testing::TestResult&>(*info.result()));
}

}  // namespace hangar
