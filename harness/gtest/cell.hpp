// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <hangar/harness/gtest/capture_mode.hpp>

namespace hangar {

// One place of the backend matrix. A value; any thread.
struct Cell {
    std::string backend;  // a key of the spawn registry
    CaptureMode capture = CaptureMode::fd;
    std::string transport;  // a key of the transports

    // The suffix of an instance's name, dashes as underscores: "fork_worker_tee_sys_uds".
    [[nodiscard]] std::string name() const;
    // Whether `key` is its backend, its capture mode, its transport, its whole name, or "all".
    [[nodiscard]] bool matches(std::string_view key) const;
    friend auto operator<=>(const Cell&, const Cell&) = default;
};

// For GoogleTest's messages.
std::ostream& operator<<(std::ostream& out, const Cell& cell);

// The keys a cell may be made of.
struct MatrixKeys {
    struct Backend {
        std::string key;
        std::string refusal;  // not empty: known, but never to be chosen, and this is why
    };
    std::vector<Backend> backends;
    std::vector<std::string> transports;

    [[nodiscard]] std::vector<std::string> backend_keys() const;  // the refused ones left out
    [[nodiscard]] static std::vector<std::string> capture_keys();
    // Every cell there is: backends outermost, transports innermost.
    [[nodiscard]] std::vector<Cell> all_cells() const;
};

// Those of this build: the spawn registry's backends, the transports, the capture modes.
[[nodiscard]] const MatrixKeys& built_in_keys();

// The cell at the end of an instance's name, as in "RoundTrip/fork_worker_fd_uds".
[[nodiscard]] std::optional<Cell> cell_of_name(std::string_view test, const MatrixKeys& keys);

}  // namespace hangar
