// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <string>

#include <hangar/diag/resources/resource_deltas.hpp>

namespace hangar {

using diag::Leak;
using diag::ResourceDeltas;

// From now on a leak that a ResourceDeltas finds fails the running test, a plain TEST() as well.
// Including this header does it. Returns true.
bool let_leaks_fail_tests() noexcept;
[[maybe_unused]] inline const bool leaks_fail_tests = let_leaks_fail_tests();

// A fixture: the test fails if there is more of these at its end than at its beginning; what else
// has changed is printed.
//
//     class Echo : public hangar::ResourceDeltasTest {};
//     TEST_F(Echo, RoundTrip) { ... }
class ResourceDeltasTest : public testing::Test {
  protected:
    explicit ResourceDeltasTest(Leak fail_on = Leak::Threads | Leak::Fds | Leak::Children |
                                               Leak::Shm);

    [[nodiscard]] ResourceDeltas& resource_deltas() noexcept { return deltas_; }

  private:
    ResourceDeltas deltas_;
};

}  // namespace hangar
