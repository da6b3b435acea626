// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace hangar::events {

// How a test ended: a closed set, spelt in the journal as text() says. A value; any thread.
enum class Outcome {
    pass,
    fail,        // an assertion failed, or the program's exit status says so
    skip,        // GTEST_SKIP, or a marker
    crash,       // a signal that the runner did not send
    timeout,     // it was ended for taking too long
    deadlock,    // it was ended for a proven deadlock
    leak,        // it passed and left processes behind
    exit_early,  // the program exited before the test was through
    exec_fail,   // the test could not be started
    xfail,       // it failed, as it is marked to
    xpass,       // it passed, though it is marked to fail
};

inline constexpr std::array all_outcomes{Outcome::pass,  Outcome::fail,       Outcome::skip,
                                         Outcome::crash, Outcome::timeout,    Outcome::deadlock,
                                         Outcome::leak,  Outcome::exit_early, Outcome::exec_fail,
                                         Outcome::xfail, Outcome::xpass};

// "exit-early"
[[nodiscard]] std::string_view text(Outcome outcome) noexcept;
[[nodiscard]] std::optional<Outcome> outcome_from(std::string_view text) noexcept;

// What an outcome counts as: the three numbers of the closing line.
enum class Verdict { passed, failed, skipped };
[[nodiscard]] Verdict verdict(Outcome outcome) noexcept;

}  // namespace hangar::events
