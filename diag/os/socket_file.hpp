// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// Whether any socket, of any process and network namespace, is bound to this socket file: without
// one it is a name that nobody answers to. The kernel is asked by connecting a datagram socket to
// it: a stream listener does not notice (the types differ), a datagram socket gets nothing.
// `dir` is a directory's descriptor or AT_FDCWD. Any thread.
// Errors: ENOENT, ENOTSOCK, EACCES (it may well be bound), ENAMETOOLONG (past 80 bytes in `dir`).
[[nodiscard]] Result<bool> is_bound(int dir, const std::string& path);

}  // namespace hangar::os
