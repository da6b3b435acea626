// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include <hangar/harness/gtest/result_note.hpp>

namespace hangar {

// How long the running test may take. The listener begins and ends it; a body that can be
// cancelled asks when. At most one; not synchronised.
class TimeLimit {
  public:
    using Duration = std::chrono::milliseconds;

    // Who ends what is late. The runner looks into the process first and says why it hangs, so the
    // process must not end itself before: it does so 10 s later, should the runner not have.
    enum class Watch { ours, runners };

    // `declared`: by a marker. Requires: `notes` outlives end(). Errors: the kernel has no timer
    // for us.
    [[nodiscard]] static os::Status begin(const std::string& test, std::optional<Duration> declared,
                                          Watch watch, const ResultNotes& notes);
    static void end() noexcept;

    // For a body that cancels itself at the limit, which is `otherwise` if none was declared, and
    // takes at most `cleanup` to end then: the process ends only after that. Empty: it should not.
    [[nodiscard]] static os::Result<std::optional<Duration>> cancel_after(Duration otherwise,
                                                                          Duration cleanup);
    // The body was cancelled at its limit.
    static void note_exceeded() noexcept;
    [[nodiscard]] static bool exceeded() noexcept;
};

}  // namespace hangar
