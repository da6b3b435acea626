// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace hangar::actor {

// For a process that is an actor's, and nobody else's: the heap keeps what was freed, up to 8 MiB
// of it, and gives blocks of up to 1 MiB itself. A stream of large messages would otherwise return
// its pages to the kernel and have them zeroed again between any two. Any time; idempotent.
void keep_heap_warm() noexcept;

}  // namespace hangar::actor
