// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/diag/os/sanitizers.hpp>

// The locks of AddressSanitizer's runtime, so that a fork copies none that another thread holds:
// the child would wait for it at its first allocation, for good. The C library looks after its own
// allocator, and clang 17's sanitizer after this one; clang 16's does not.

#if defined(__clang__) && __clang_major__ < 17
namespace __lsan {  // NOLINT(bugprone-reserved-identifier): the runtime's names
void LockThreadRegistry();
void UnlockThreadRegistry();
void LockAllocator();
void UnlockAllocator();
}  // namespace __lsan
namespace __sanitizer {  // NOLINT(bugprone-reserved-identifier)
void StackDepotLockAll();
void StackDepotUnlockAll();
}  // namespace __sanitizer
#endif

namespace hangar::os {

// Holds those locks as long as it lives; nothing in other builds. In a forked child its copy lets
// them go as well. Requires: nothing is allocated meanwhile.
class SanitizerLocks {
  public:
#if defined(__clang__) && __clang_major__ < 17
    SanitizerLocks() noexcept {
        if constexpr (has_address_sanitizer) {
            __lsan::LockThreadRegistry();
            __lsan::LockAllocator();
            __sanitizer::StackDepotLockAll();
        }
    }
    ~SanitizerLocks() {
        if constexpr (has_address_sanitizer) {
            __sanitizer::StackDepotUnlockAll();
            __lsan::UnlockAllocator();
            __lsan::UnlockThreadRegistry();
        }
    }
#else
    SanitizerLocks() noexcept = default;
    ~SanitizerLocks() {}  // NOLINT(modernize-use-equals-default): a guard is no unused variable
#endif
    SanitizerLocks(const SanitizerLocks&) = delete;
    SanitizerLocks& operator=(const SanitizerLocks&) = delete;
};

}  // namespace hangar::os
