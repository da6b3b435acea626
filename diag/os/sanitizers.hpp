// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace hangar::os {

// What this build was instrumented with. Constants, for the few places where a sanitizer cannot do
// what a plain build can.
#if defined(__SANITIZE_ADDRESS__)  // GCC
inline constexpr bool has_address_sanitizer = true;
#elif defined(__has_feature)
inline constexpr bool has_address_sanitizer = __has_feature(address_sanitizer);
#else
inline constexpr bool has_address_sanitizer = false;
#endif

#if defined(__SANITIZE_THREAD__)  // GCC
inline constexpr bool has_thread_sanitizer = true;
#elif defined(__has_feature)
inline constexpr bool has_thread_sanitizer = __has_feature(thread_sanitizer);
#else
inline constexpr bool has_thread_sanitizer = false;
#endif

}  // namespace hangar::os
