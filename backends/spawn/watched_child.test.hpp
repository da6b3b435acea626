// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include <hangar/backends/spawn/backend.hpp>

namespace hangar::spawn {

// What a watched child's seed begins with, for mains that do other things as well.
inline constexpr std::string_view watched = "watched";

// A child that prints what it is told to, without a flush, says that it is there and goes on until
// it is let go. Whatever runs `atexit` handlers in its process says so in `said`.
int be_watched(ChildBoot boot);

struct WatchedChild {
    SpawnRequest request;
    os::Fd said;  // a byte when it is there; then nothing up to its process's end
    os::Fd hold;  // it goes on for as long as this
};

[[nodiscard]] WatchedChild watched_child(const std::string& prints = "");

}  // namespace hangar::spawn
