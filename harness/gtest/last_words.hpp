// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <hangar/harness/gtest/capture.hpp>

namespace hangar {

// Sees to it that what a test wrote reaches the program's real output when the process dies in
// the middle of it: by a fatal signal, by exit(), or because its time is up. (By _exit or SIGKILL
// it does not; the runner's capture files are for that.) A forked child that dies has none of
// it: the capture is its parent's.
// Not synchronised; at most one at a time. Handlers stand only while it is armed, and pass the
// signal on to whoever had it before.
class LastWords {
  public:
    // What arm() does only once, for this process and its copies: before there are any.
    static void prepare();
    // Requires: the capture and the files outlive disarm().
    static void arm(const std::string& test, const Capture& capture, const CaptureFiles& files);
    static void disarm() noexcept;
    // Now, once; then the descriptors are the real ones again.
    static void speak() noexcept;  // async-signal-safe
    // In a forked child: the words are the parent's.
    static void forget() noexcept;  // async-signal-safe
};

// Writes both parts to `to`, each under a header with the test's name; empty ones are left out.
void replay_output(const char* test, CapturedPart out, CapturedPart err,
                   int to) noexcept;  // async-signal-safe

}  // namespace hangar
