// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// Room on the disk behind a file's end, which stays where it is: writes that go there do not fail
// for want of space, whatever else fills the disk. Any thread; the file is the caller's.

// Enough for the file to grow to `size` bytes.
// Errors: ENOSPC, EFBIG (RLIMIT_FSIZE), EOPNOTSUPP where the file system cannot.
[[nodiscard]] Status keep_room(int fd, std::uint64_t size);
// What the file has not grown into is free again.
[[nodiscard]] Status give_room_back(int fd);

}  // namespace hangar::os
