// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <hangar/harness/gtest/cell.hpp>
#include <hangar/harness/gtest/usage.hpp>

namespace hangar {

// As a user writes it: lists of keys, or "all". Empty means the default.
struct SelectionRequest {
    std::string backends;
    std::string captures;
    std::string transports;
};

// Which cells of the matrix this run is about. Never empty on any axis; a key named twice counts
// once. Plain tests, which have no cell of their own, run in the first.
struct Selection {
    std::vector<std::string> backends{"exec"};
    std::vector<CaptureMode> captures{CaptureMode::fd};
    std::vector<std::string> transports{"uds"};

    // Errors: a key that is none (the message names the valid ones), or a refused one (it says
    // why).
    [[nodiscard]] static Usage<Selection> from(const SelectionRequest& request,
                                               const MatrixKeys& keys);
    [[nodiscard]] std::vector<Cell> cells() const;
    [[nodiscard]] Cell first() const { return {backends[0], captures[0], transports[0]}; }
    // The three lists, as `from` reads them.
    [[nodiscard]] SelectionRequest request() const;
};

}  // namespace hangar
