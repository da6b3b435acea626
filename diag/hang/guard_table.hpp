// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/os/process.hpp>

namespace hangar::hang {

// One armed guard. Memory that two programs map: no pointers, a fixed layout.
struct GuardSlot {
    enum State : std::uint32_t {
        free,       // anybody's in the process to claim
        claimed,    // the process fills it
        armed,      // filled: the helper's at the deadline, until then the process's to take back
        dumping,    // the helper reads the process
        abandoned,  // the same, and the guard has gone
        written,    // the files are there
        failed,     // they are not: `error` says why
    };
    static constexpr std::size_t longest_path = 4096;

    std::atomic<std::uint32_t> state;
    std::int32_t error;
    std::int64_t deadline_ns;  // of os::Clock
    std::array<char, longest_path> path;
    std::array<char, longest_path> json_path;  // "": none is wanted

    // Steps of the process. Claims it if it is free.
    [[nodiscard]] bool claim() noexcept;
    // Requires: claimed, and the paths are shorter than longest_path.
    void arm(os::TimePoint deadline, std::string_view text, std::string_view json) noexcept;
    // Requires: claimed or armed by the caller. Async-signal-safe.
    void disarm() noexcept;

    // Steps of the helper. False: it was disarmed meanwhile.
    [[nodiscard]] bool begin_dump() noexcept;
    void end_dump(int error_code) noexcept;
    [[nodiscard]] bool is_armed() const noexcept;
    [[nodiscard]] os::TimePoint deadline() const noexcept;
};

// What a process and its helper share: lock-free, so that the helper needs nothing of the process,
// and the process nothing of the helper.
struct GuardTable {
    static constexpr std::uint64_t this_layout = 0x6861'6e67'6172'0001;  // "hangar" 1

    std::uint64_t layout;
    std::int32_t pid;
    std::uint64_t start_time;
    std::array<GuardSlot, 64> slots;

    // The slot is claimed; null when all are taken.
    [[nodiscard]] GuardSlot* claim() noexcept;
    [[nodiscard]] os::ProcessId process() const noexcept { return {pid, start_time}; }
};

}  // namespace hangar::hang
