// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <hangar/diag/os/sysv_memory.hpp>
#include <hangar/diag/reap/sweep.hpp>

namespace hangar::reap {

inline constexpr const char* posix_segments = "/dev/shm";

// Removes the shared memory that this user owns and nobody uses any more: POSIX segments (regular
// files directly in `directory`) that nobody has open or mapped, and System V segments that nobody
// has attached and neither of whose known users lives. The kernel itself is asked (a lease, the
// count of attachments), so that a process that cannot be looked into cannot be overlooked.
// Any thread.
[[nodiscard]] Sweep sweep_shared_memory(const SweepOptions& options);
[[nodiscard]] Sweep sweep_posix_segments(const SweepOptions& options,
                                         const std::string& directory = posix_segments);
[[nodiscard]] Sweep sweep_sysv_segments(const SweepOptions& options);

// One segment, by its name in /dev/shm, whatever its age. Outcome `in_use` also where it is not
// this user's.
[[nodiscard]] SweptObject sweep_posix_segment(const std::string& name, bool only_say,
                                              const std::string& directory = posix_segments);
// The same for a System V segment. Its name is "System V segment ID".
[[nodiscard]] SweptObject sweep_sysv_segment(const os::SysvSegment& segment, bool only_say);

}  // namespace hangar::reap
