// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

namespace hangar::os {

// Whether a thread of our pid namespace has this id. Asks the kernel and not /proc, which may hide
// the processes of others (hidepid). What cannot be told counts as there. Any thread.
[[nodiscard]] bool thread_exists(pid_t tid) noexcept;

}  // namespace hangar::os
