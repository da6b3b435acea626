// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <chrono>

#include <hangar/diag/hang/dump_on_hang.hpp>

namespace hangar {

// A fixture: a test that takes longer than its deadline leaves a dump, under the runner in the
// test's own folder of dumps/, and says where. It still may pass.
//
//     class Echo : public hangar::DumpOnHangTest {};
//     TEST_F(Echo, RoundTrip) { ... }
class DumpOnHangTest : public testing::Test {
  protected:
    explicit DumpOnHangTest(std::chrono::nanoseconds deadline = std::chrono::seconds(20),
                            diag::DumpOnHangOptions options = {})
        : guard_(deadline, std::move(options)) {}
    ~DumpOnHangTest() override;

    [[nodiscard]] const diag::DumpOnHang& hang_guard() const noexcept { return guard_; }

  private:
    diag::DumpOnHang guard_;
};

}  // namespace hangar
