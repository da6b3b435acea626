// SPDX-License-Identifier: Apache-2.0
// bench_deep THREADS: so many threads, each 65 calls deep, each call through an inlined function,
// asleep for good. For suites/bench/compare-stacks.
#include <poll.h>

#include <cstdio>
#include <cstdlib>
#include <latch>
#include <thread>
#include <vector>

namespace {

std::latch* at_the_bottom = nullptr;

void sleep_for_good() {
    at_the_bottom->count_down();
    pollfd nothing{-1, 0, 0};
    ::poll(&nothing, 1, -1);
}

inline int call(int (*function)(int), int value) {
    int result = function(value);
    asm volatile("" : "+r"(result));  // no tail call
    return result + 1;
}

template <int Depth>
[[gnu::noinline]] int descend(int value) {
    if constexpr (Depth == 0)
        sleep_for_good();
    else
        value = call(&descend<Depth - 1>, value);
    asm volatile("" : "+r"(value));
    return value;
}

}  // namespace

int main(int argc, char** argv) {
    const int count = argc > 1 ? std::atoi(argv[1]) : 65;
    std::latch bottom(count);
    at_the_bottom = &bottom;
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i) threads.emplace_back([] { descend<60>(1); });
    bottom.wait();
    std::puts("ready");
    std::fflush(stdout);
    for (auto& thread : threads) thread.join();
}
