// SPDX-License-Identifier: Apache-2.0
// Preloaded: a clock that somebody sets an hour back, and forth, whenever it is looked at.
#include <dlfcn.h>
#include <time.h>

#include <atomic>

extern "C" __attribute__((visibility("default"))) int clock_gettime(clockid_t clock,
                                                                    timespec* now) {
    using Function = int (*)(clockid_t, timespec*);
    static const auto real = reinterpret_cast<Function>(::dlsym(RTLD_NEXT, "clock_gettime"));
    static std::atomic<int> looks = 0;
    const int result = real(clock, now);
    if (clock == CLOCK_REALTIME && looks++ % 5 < 2) now->tv_sec -= 3600;
    return result;
}
