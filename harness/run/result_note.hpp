// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace hangar::run {

// What a program linked with hangar notes of a test, besides GoogleTest's report: lines of JSON in
// the file that HANGAR_RESULT_FILE names.
//   {"test":"Suite.Name","timeout_ms":5000}                        a timeout declared in code
//   {"test":"Suite.Name","outcome":"xfail","reason":"known gap"}   at the test's end
struct ResultNote {
    std::optional<std::string> outcome;
    std::string reason;
    std::optional<std::chrono::milliseconds> timeout;
};

// Of each test, by its name.
using ResultNotes = std::map<std::string, ResultNote, std::less<>>;

// Lines that are no such notes are passed over; the last one of a kind counts. Any bytes may come.
// How much of the text that was: up to its last whole line, what follows is still being written.
// Pure; any thread.
[[nodiscard]] std::size_t take_result_notes(std::string_view text, ResultNotes& into);

}  // namespace hangar::run
