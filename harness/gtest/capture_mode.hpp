// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace hangar {

// What becomes of the output of a test while it runs.
enum class CaptureMode {
    fd,       // descriptors 1 and 2 become memory files: children are included
    sys,      // the buffers of cout, cerr, clog become memory files
    tee_sys,  // the same, passed on as well
    no,       // nothing
};

inline constexpr std::array all_capture_modes{CaptureMode::fd, CaptureMode::sys,
                                              CaptureMode::tee_sys, CaptureMode::no};

// As on the command line: "tee-sys".
[[nodiscard]] std::string_view capture_key(CaptureMode mode) noexcept;
// Empty for a key that is none.
[[nodiscard]] std::optional<CaptureMode> parse_capture(std::string_view key) noexcept;

}  // namespace hangar
