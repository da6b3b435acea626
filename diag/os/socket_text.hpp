// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace hangar::os {

// What a socket of this process is, and what it talks to, as its own calls tell:
// "tcp 127.0.0.1:80, peer 127.0.0.1:4711", "unix stream /run/x.sock, listening". Empty for what is
// no socket. Any thread.
[[nodiscard]] std::string describe_socket(int fd);

}  // namespace hangar::os
