// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <hangar/diag/os/result.hpp>
#include <hangar/harness/events/event.hpp>

// An event as a line of events.jsonl and back. Pure functions; any thread.
//
// Each line is an object with `v` (1), `t` (seconds since the epoch), `event` (its name, as in
// "test-finished") and the event's own fields. Text that is not UTF-8 is written with U+FFFD in
// the place of each bad byte. docs/running-tests.md lists every field.
namespace hangar::report {

inline constexpr int journal_version = 1;

// The line, its end of line included.
[[nodiscard]] std::string encode(const events::Stamped& happened);

// Empty for an event that this version does not know. Errors: EBADMSG (not such an object, a field
// of another type), EPROTO (another version).
[[nodiscard]] os::Result<std::optional<events::Stamped>> decode(std::string_view line);

}  // namespace hangar::report
