// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include <hangar/diag/os/result.hpp>

namespace hangar::actor {

// Where an actor of this process listens: NAME.N@PID.sock in a directory of this user's alone,
// $XDG_RUNTIME_DIR/hangar or, where that is unset, not there or too long, /tmp/hangar-UID. N is
// random. The pid lets a reaper see that nobody is left who could listen. Makes the directory.
// Errors: EPERM, ELOOP: somebody else has planted something there.
[[nodiscard]] os::Result<std::filesystem::path> new_socket_path(const std::string& actor_name);

// Removes the files that these processes listened at, as far as they have ended: one that was
// killed could not. Whatever cannot be removed stays.
void remove_sockets_of(const std::vector<pid_t>& ended) noexcept;

}  // namespace hangar::actor
