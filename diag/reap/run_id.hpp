// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <hangar/diag/os/process.hpp>
#include <hangar/diag/os/process_tag.hpp>
#include <hangar/diag/os/result.hpp>

namespace hangar::reap {

// The name of a run: who runs it, by pid and start time, and a random number. So whoever meets a
// process of the run knows whether the run is over, from the name alone, without any registry that
// could be stale. What a run starts carries it in its environment (HANGAR_RUN_ID), and a tag that
// it cannot shed. A value; any thread.
struct RunId {
    os::ProcessId runner;
    std::uint32_t salt = 0;

    // A new run of this process. Errors: no random numbers.
    [[nodiscard]] static os::Result<RunId> make();
    // Empty for a text that is no such name: what else somebody may have put into the variable.
    [[nodiscard]] static std::optional<RunId> parse(std::string_view text);
    [[nodiscard]] std::string text() const;  // "4c7-8d21-09fe3a55"

    // The tags of what it starts are this one and the following; the first is nobody's.
    [[nodiscard]] os::ProcessTag first_tag() const noexcept;
    [[nodiscard]] bool owns(os::ProcessTag tag) const noexcept;
    // Whether its runner has ended. What cannot be told counts as going on.
    [[nodiscard]] bool is_over() const;

    friend bool operator==(const RunId&, const RunId&) = default;
};

// How many processes a run can tag.
inline constexpr os::ProcessTag tags_of_a_run = os::ProcessTag{1} << 24U;

// Whether a tag is of a run that has ended; empty for a tag that is no run's.
[[nodiscard]] std::optional<bool> tagged_run_is_over(os::ProcessTag tag);

}  // namespace hangar::reap
