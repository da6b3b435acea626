// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace hangar::spawn {

// What a fork server finds when it is executed: this in its environment, and its socket here.
inline constexpr const char* fork_server_variable = "HANGAR_FORKSERVER";
inline constexpr int fork_server_socket = 3;

}  // namespace hangar::spawn
