// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include <hangar/harness/gtest/capture.hpp>

namespace hangar {

// The capture of one running test, children included where the mode takes them. At most one at a
// time. While it is open the output survives a crash, and a forked child has real streams.
// Not synchronised.
class TestCapture {
  public:
    // What the first open() does once, for this process and its copies: before there are any.
    static void prepare();
    // Errors: those of CaptureFiles::create(). Then nothing is captured.
    [[nodiscard]] static os::Result<std::unique_ptr<TestCapture>> open(
        std::string test, CaptureMode mode, RunnersCaptureFiles& runners);
    TestCapture(const TestCapture&) = delete;
    TestCapture& operator=(const TestCapture&) = delete;
    ~TestCapture() { close(); }

    // Gives the streams back. The output can still be read and replayed.
    void close() noexcept;
    // The output, under a header with the test's name, to the real standard output; nothing if it
    // was passed on already. Requires: closed.
    void replay() const noexcept;
    [[nodiscard]] std::string out() const;
    [[nodiscard]] std::string err() const;

  private:
    TestCapture(std::string test, CaptureMode mode, CaptureFiles files);
    friend void reset_capture_in_child() noexcept;

    std::string test_;
    std::unique_ptr<Capture> capture_;
    CaptureFiles files_;
};

// What the running test has written so far; empty when nothing is captured. Stdio is flushed.
[[nodiscard]] std::string captured_stdout();
[[nodiscard]] std::string captured_stderr();

// In a child forked without exec: cout, cerr and clog write to the real descriptors again, and
// what the parent keeps open for its capture is closed. fork() does this by itself; for whoever
// makes processes in another way.
void reset_capture_in_child() noexcept;

}  // namespace hangar
