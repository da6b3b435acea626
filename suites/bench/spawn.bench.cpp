// SPDX-License-Identifier: Apache-2.0
// From the request for a child to its first reply, beside the least that the kernel takes to bring
// up its carrier; and what an idle child costs in memory.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <hangar/backends/actor/actor_nursery.hpp>
#include <hangar/backends/actor/root.hpp>
#include <hangar/diag/os/memory.hpp>
#include <hangar/suites/bench/floors.hpp>
#include <limits>
#include <vector>

namespace hangar::bench {
namespace {

using runtime::Task;

int add(int a, int b) {
    return a + b;
}

double microseconds_since(os::TimePoint start) {
    return std::chrono::duration<double, std::micro>(os::Clock::now() - start).count();
}

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

// One child: up, one call, gone. Only up to the reply is measured.
Task<double> spawn_to_first_reply() {
    auto nursery = co_await actor::open_nursery();
    const auto start = os::Clock::now();
    const auto child = co_await nursery.start_actor("child");
    benchmark::DoNotOptimize(co_await child.run<&add>(1, 2));
    co_return microseconds_since(start);
}

void spawn(benchmark::State& state, const char* backend, void (*floor)()) {
    std::vector<double> ours;
    std::vector<double> floors;
    actor::TreeOptions options;
    options.backend = backend;
    actor::run_root(options, [&]() -> Task<void> {
        for ([[maybe_unused]] auto _ : state) {
            const auto start = os::Clock::now();
            floor();
            floors.push_back(microseconds_since(start));
            ours.push_back(co_await spawn_to_first_reply());
            state.SetIterationTime(ours.back() * 1e-6);
        }
    });
    state.counters["ours_us"] = median(ours);
    state.counters["floor_us"] = median(floors);
    state.counters["ratio"] = median(ours) / median(floors);
}

BENCHMARK_CAPTURE(spawn, exec_over_posix_spawn, "exec", &spawn_and_wait)
    ->UseManualTime()
    ->Unit(benchmark::kMicrosecond)
    ->Iterations(200);
BENCHMARK_CAPTURE(spawn, fork_worker_over_fork, "fork_worker", &fork_and_wait)
    ->UseManualTime()
    ->Unit(benchmark::kMicrosecond)
    ->Iterations(500);
BENCHMARK_CAPTURE(spawn, thread_over_thread, "thread", &start_and_join)
    ->UseManualTime()
    ->Unit(benchmark::kMicrosecond)
    ->Iterations(500);

// What an idle child has for itself alone, in KiB.
void idle_memory(benchmark::State& state, const char* backend) {
    actor::TreeOptions options;
    options.backend = backend;
    double kib = 0;
    actor::run_root(options, [&]() -> Task<void> {
        auto nursery = co_await actor::open_nursery();
        const auto child = co_await nursery.start_actor("idle");
        co_await child.run<&add>(1, 2);
        for ([[maybe_unused]] auto _ : state) {
            const auto memory =
                os::ProcDir::open(child.identity().process.pid)
                    .and_then([](const os::ProcDir& dir) { return os::read_memory_use(dir); });
            kib = memory ? static_cast<double>(memory->private_bytes()) / 1024 : 0;
        }
    });
    state.counters["private_kib"] = kib;
}

BENCHMARK_CAPTURE(idle_memory, exec, "exec")->Iterations(1);
BENCHMARK_CAPTURE(idle_memory, fork_worker, "fork_worker")->Iterations(1);

}  // namespace
}  // namespace hangar::bench
