// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace hangar::os {

// Removes a name that is no directory's. Gives 0 or the errno (ENOENT, EACCES, EISDIR). Any thread.
// async-signal-safe
int remove_file(const char* path) noexcept;

}  // namespace hangar::os
