// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include <hangar/harness/run/program.hpp>

namespace hangar::run {

// One machine's share of a run that several machines divide among them. A value.
struct Partition {
    enum class By {
        slice,  // every total-th test, through all programs
        hash,   // by the names of program and test: it stays when other tests come and go
        time,   // so that all take equally long, by what the tests are expected to take
    };
    By by = By::slice;
    std::size_t index = 1;  // from 1 to the total
    std::size_t total = 1;
    friend bool operator==(const Partition&, const Partition&) = default;
};

// "slice:1/3", "hash:2/2", "time:1/2". Pure; any thread.
[[nodiscard]] std::optional<Partition> parse_partition(std::string_view text);

// Leaves the programs what is this share's. All shares together are everything, and no test is in
// two of them, where all machines are given the same programs and expect the same durations.
void keep_share(std::vector<Program>& programs, const Partition& partition);

}  // namespace hangar::run
