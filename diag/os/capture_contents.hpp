// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace hangar::os {

// Nobody can empty a file of make_capture_file(). Who has passed on what one holds discards it
// instead: from then on there is a hole, which takes no memory, and the next bytes come after it.

// All that it holds now. False: it is no such file.
bool discard_contents(int fd) noexcept;  // async-signal-safe

// Where that begins which was not discarded; the file's size if there is nothing. NULs at its head
// are not told from what was discarded.
[[nodiscard]] std::uint64_t contents_begin(int fd) noexcept;  // async-signal-safe

}  // namespace hangar::os
