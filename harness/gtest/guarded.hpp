// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

namespace hangar {

// A fixture out of a guard: it is made before anything else of the test and destroyed after all of
// it, TearDown() included, so that it sees what the whole test has left. They stack:
//
//     class Echo : public hangar::Guarded<hangar::TestReaper, hangar::BackendSuite> {};
//
// Requires: Guard has a default constructor.
template <class Guard, class Base = testing::Test>
class Guarded : private Guard, public Base {
  protected:
    [[nodiscard]] const Guard& guard() const noexcept { return *this; }
    [[nodiscard]] Guard& guard() noexcept { return *this; }
};

}  // namespace hangar
