// SPDX-License-Identifier: Apache-2.0
// What a DumpOnHang costs a test that does not hang: 5 us at most to take it back.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <chrono>
#include <optional>

#include <hangar/diag/hang/dump_on_hang.hpp>

namespace hangar::bench {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

double seconds(Clock::duration duration) {
    return std::chrono::duration<double>(duration).count();
}

const diag::DumpOnHangOptions options{.path = "/tmp/hangar-bench-hang.txt"};

// The helper is up: what a second guard and all that follow take.
void arm_guard(benchmark::State& state) {
    const diag::DumpOnHang first{1h, options};
    for ([[maybe_unused]] auto _ : state) {
        const auto start = Clock::now();
        const std::optional<diag::DumpOnHang> guard(std::in_place, 1h, options);
        state.SetIterationTime(seconds(Clock::now() - start));
    }
    if (first.error()) state.SkipWithError(first.error()->message().c_str());
}
BENCHMARK(arm_guard)->UseManualTime();

void disarm_guard(benchmark::State& state) {
    const diag::DumpOnHang first{1h, options};
    for ([[maybe_unused]] auto _ : state) {
        std::optional<diag::DumpOnHang> guard(std::in_place, 1h, options);
        const auto start = Clock::now();
        guard.reset();
        state.SetIterationTime(seconds(Clock::now() - start));
    }
    if (first.error()) state.SkipWithError(first.error()->message().c_str());
}
BENCHMARK(disarm_guard)->UseManualTime();

// Its floor: the system call by which it knows that it is still in its own process.
void disarm_floor(benchmark::State& state) {
    for ([[maybe_unused]] auto _ : state) {
        const auto start = Clock::now();
        benchmark::DoNotOptimize(::getpid());
        state.SetIterationTime(seconds(Clock::now() - start));
    }
}
BENCHMARK(disarm_floor)->UseManualTime();

}  // namespace
}  // namespace hangar::bench
