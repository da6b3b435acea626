// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include <hangar/diag/os/process.hpp>

namespace hangar::reap {

// Which processes have files below a directory open (also by O_PATH alone) or mapped, by the path
// that they see: "/dev/shm/x" -> {pid 4711, ...}. A process that cannot be looked into is missing:
// so this names users, and never proves that there is none. Looks at every process. Any thread.
using FileUsers = std::map<std::string, std::vector<pid_t>, std::less<>>;
[[nodiscard]] FileUsers users_below(const std::string& directory);

// The files below a directory that one process has open or mapped, each once.
[[nodiscard]] std::vector<std::string> files_of(pid_t pid, const std::string& directory);

// "pid 4711 (sleep 100)", and how many more there are.
[[nodiscard]] std::string describe_users(const std::vector<pid_t>& users);

}  // namespace hangar::reap
