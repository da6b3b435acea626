// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <hangar/diag/os/result.hpp>
#include <hangar/harness/events/event.hpp>

namespace hangar::report {

// What a journal holds. A runner that was killed leaves a last line without its end, one whose
// disk was full torn lines within: they are counted and skipped, as are events that this version
// does not know (those are not counted).
struct Journal {
    std::vector<events::Stamped> events;
    std::size_t damaged_lines = 0;
};

// Errors: whatever open and read refuse; EPROTO for a journal of another version.
[[nodiscard]] os::Result<Journal> read_journal(const std::string& path);

// The same from the file's text.
[[nodiscard]] os::Result<Journal> parse_journal(std::string_view text);

}  // namespace hangar::report
