// SPDX-License-Identifier: Apache-2.0
#include <hangar/diag/os/invariant.hpp>
#include <hangar/harness/gtest/capture_mode.hpp>

namespace hangar {

std::string_view capture_key(CaptureMode mode) noexcept {
    switch (mode) {
        case CaptureMode::fd:
            return "fd";
        case CaptureMode::sys:
            return "sys";
        case CaptureMode::tee_sys:
            return "tee-sys";
        case CaptureMode::no:
            return "no";
    }
    os::broken_invariant("a capture mode is one of its enumerators");
}

std::optional<CaptureMode> parse_capture(std::string_view key) noexcept {
    for (const CaptureMode mode : all_capture_modes)
        if (capture_key(mode) == key) return mode;
    return std::nullopt;
}

}  // namespace hangar
