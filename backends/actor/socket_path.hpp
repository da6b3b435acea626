// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include <hangar/diag/os/result.hpp>

namespace hangar::actor {

// Where an actor of this process listens: NAME.N@PID.sock in a directory of this user's alone,
// $XDG_RUNTIME_DIR/hangar or /tmp/hangar-UID. N is random. The pid lets a
// reaper see that nobody is left who could listen. Makes the directory.
// Errors: EPERM, ELOOP: somebody else has planted something there.
[[nodiscard]] os::Result<std::filesystem::path> new_socket_path(const std::string& actor_name);

}  // namespace hangar::actor
