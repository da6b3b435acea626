// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace hangar::os {

// Stops the calling process as Ctrl-Z would, and returns when it is continued.
void stop_this_process() noexcept;

}  // namespace hangar::os
