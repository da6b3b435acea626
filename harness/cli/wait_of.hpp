// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <string>

namespace hangar::cli {

// What the first thread of a process waits for: "pipe 5531, empty", "child 812", "running". Empty
// for a process that is not there. Reads only; takes a fifth of a second at most.
[[nodiscard]] std::string wait_of(pid_t pid);

}  // namespace hangar::cli
