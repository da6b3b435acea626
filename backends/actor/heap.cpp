// SPDX-License-Identifier: Apache-2.0
#include <malloc.h>

#include <hangar/backends/actor/heap.hpp>

namespace hangar::actor {

void keep_heap_warm() noexcept {
    constexpr int kept = 8 << 20;
    constexpr int largest_block = 1 << 20;
    ::mallopt(M_TRIM_THRESHOLD, kept);
    ::mallopt(M_MMAP_THRESHOLD, largest_block);
}

}  // namespace hangar::actor
