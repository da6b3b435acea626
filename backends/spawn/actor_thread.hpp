// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <thread>

#include <hangar/diag/os/result.hpp>

namespace hangar::spawn {

// A thread for an actor, under its name (as much of it as /proc shows), with every signal blocked:
// they are for the threads that the program has set up for them. Errors: EAGAIN.
[[nodiscard]] os::Result<std::thread> start_actor_thread(const std::string& name,
                                                         std::function<void()> life);

}  // namespace hangar::spawn
