// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace hangar::os {

// What one process hands on to the next: descriptors and the directory that it works in. All of
// these are async-signal-safe and may be called between fork and exec. Any thread; both belong to
// the whole process.

[[nodiscard]] bool is_open(int fd) noexcept;
// Not closed by exec any more. Gives 0 or the errno.
[[nodiscard]] int keep_over_exec(int fd) noexcept;
// `directory` becomes this process's working directory. Gives 0 or the errno: EBADF, ENOTDIR,
// EACCES.
[[nodiscard]] int enter_directory(int directory) noexcept;

}  // namespace hangar::os
