// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include <hangar/diag/os/signal_handler.hpp>
#include <hangar/diag/os/signal_timer.hpp>
#include <hangar/harness/gtest/result_note.hpp>

namespace hangar {

// Ends the process with status 1 if a test is not over in time: its captured output and one line
// with its name go out first, whatever the test's threads wait for. A timer's signal and no
// thread: the test's program stays single-threaded, and its forked children inherit nothing.
// A test that blocks every signal in every thread escapes it; the runner's timeout does not.
// Move-only; at most one at a time. Requires: `notes` outlives it.
class TestWatchdog {
  public:
    TestWatchdog() = default;
    // `limit` is what is announced; the process ends `slack` later.
    [[nodiscard]] static os::Result<TestWatchdog> start(const std::string& test,
                                                        std::chrono::milliseconds limit,
                                                        std::chrono::milliseconds slack,
                                                        const ResultNotes& notes);

  private:
    os::SignalHandler handler_;  // the timer goes first, so that its signal meets the handler
    os::SignalTimer timer_;
};

}  // namespace hangar
