// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace hangar::preload {

// Why this program cannot be copied before its main; null: it can. It cannot with a second thread,
// a child or a descriptor besides 0, 1, 2 and `socket`, nor with a sanitizer.
[[nodiscard]] const char* unfit(int socket);

}  // namespace hangar::preload
