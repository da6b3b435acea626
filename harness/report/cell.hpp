// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hangar::report {

// A cell of the matrix, as the name of a test's instance has it. A value; any thread.
struct Cell {
    std::string backend;
    std::string capture;
    std::string transport;
    friend bool operator==(const Cell&, const Cell&) = default;
};

// "Matrix/Echo.RoundTrip/fork_worker_tee_sys_uds" is {"fork_worker", "tee_sys", "uds"}; nothing for
// a test that is not one of the matrix.
[[nodiscard]] std::optional<Cell> cell_of(std::string_view test);

}  // namespace hangar::report
