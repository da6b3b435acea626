// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <hangar/harness/events/event.hpp>

namespace hangar::run {

// The tests of a program, in its own order, disabled ones among them.
struct TestList {
    std::vector<events::TestInfo> tests;
    std::string no_fork_server{};    // why no fork server can bring them up; empty: one can
    std::string no_automatic_one{};  // why none does unless it is asked for
    bool preloads = false;           // not linked with hangar: one takes a library of ours
};

// What GoogleTest wrote for --gtest_list_tests --gtest_output=json:FILE. Empty if it is no such
// list; any bytes may come. Pure; any thread.
[[nodiscard]] std::optional<std::vector<events::TestInfo>> parse_json_list(std::string_view text);

// What an older GoogleTest prints for --gtest_list_tests alone: "Suite." lines, two blanks before
// a test's name, "  # GetParam() = ..." after it; lines before the first suite are the program's.
// Empty if there is no suite with a test, or a line that is neither.
[[nodiscard]] std::optional<std::vector<events::TestInfo>> parse_text_list(std::string_view text);

}  // namespace hangar::run
