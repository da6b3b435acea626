// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>

#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// A number that a process hands down to all its descendants, whatever they execute and however
// they detach: neither a new session, nor an empty environment, nor closed descriptors shed it.
// So a runner can tell whose an orphan is.
//
// It is kept in the soft limit of RLIMIT_LOCKS, which Linux has not looked at since 2.4.25.
// Requires: 0 < tag < 2^62.
using ProcessTag = std::uint64_t;

// Of the calling process. Returns 0 or the errno (EPERM: the hard limit is lower).
[[nodiscard]] int set_process_tag(ProcessTag tag) noexcept;  // async-signal-safe

// For a helper that is not what the tagged one started. The same returns.
[[nodiscard]] int clear_process_tag() noexcept;  // async-signal-safe

// Empty if it has none. Errors: ESRCH; EPERM for another user's process.
[[nodiscard]] Result<std::optional<ProcessTag>> process_tag(pid_t pid);

}  // namespace hangar::os
