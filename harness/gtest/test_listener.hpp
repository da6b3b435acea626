// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include <hangar/harness/gtest/marker_table.hpp>
#include <hangar/harness/gtest/result_note.hpp>
#include <hangar/harness/gtest/selection.hpp>
#include <hangar/harness/gtest/test_capture.hpp>

namespace hangar {

// What the harness does around every test of the program.
struct ListenerOptions {
    Selection selection;
    bool under_runner = false;  // the runner keeps outputs and ends what is late
    RunnersCaptureFiles captures;
    ResultNotes notes;
};

// Applies the markers, captures, watches the time, and notes the result.
// Requires: appended after every other listener, so that it is the first to hear of a test's end.
class TestListener final : public testing::EmptyTestEventListener {
  public:
    TestListener(ListenerOptions options, const MarkerTable& markers, const MatrixKeys& keys);

    void OnTestStart(const testing::TestInfo& info) override;
    void OnTestEnd(const testing::TestInfo& info) override;

  private:
    [[nodiscard]] Cell cell_of(const testing::TestInfo& info) const;
    void watch(const std::string& test, const TestName& name);
    void capture(const std::string& test, CaptureMode mode);
    // The test's outcome, once an expected failure has been made of it or not.
    std::string_view judge(const testing::TestInfo& info);
    void end_capture(bool replay);

    ListenerOptions options_;
    const MarkerTable& markers_;
    const MatrixKeys& keys_;
    const Marker* marker_ = nullptr;  // the running test's
    std::unique_ptr<TestCapture> capture_;
};

}  // namespace hangar
