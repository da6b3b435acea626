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
BENCHMARK_CAPTURE(spawn, vfork_exec_over_posix_spawn, "vfork_exec", &spawn_and_wait)
    ->UseManualTime()
    ->Unit(benchmark::kMicrosecond)
    ->Iterations(200);
BENCHMARK_CAPTURE(spawn, forkserver_over_fork, "forkserver", &fork_and_wait)
    ->UseManualTime()
    ->Unit(benchmark::kMicrosecond)
    ->Iterations(500);
BENCHMARK_CAPTURE(spawn, fork_worker_over_fork, "fork_worker", &fork_and_wait)
    ->UseManualTime()
    ->Unit(benchmark::kMicrosecond)
    ->Iterations(500);
BENCHMARK_CAPTURE(spawn, thread_over_thread, "thread", &start_and_join)
    ->UseManualTime()
    ->Unit(benchmark::kMicrosecond)
    ->Iterations(500);

BENCHMARK_CAPTURE(spawn, hosted_in_a_warm_host_over_thread, "hosted", &start_and_join)
    ->UseManualTime()
    ->Unit(benchmark::kMicrosecond)
    ->Iterations(500);

// The same from a parent that holds 256 MB of dirty memory, beside the parent without it: in turns,
// for the machine has other work, too.
constexpr std::size_t dirty_bytes = 256U << 20U;

void spawn_beside_dirty_memory(benchmark::State& state, const char* backend) {
    constexpr int rounds = 20;
    std::vector<double> small;
    std::vector<double> large;
    actor::TreeOptions options;
    options.backend = backend;
    actor::run_root(options, [&]() -> Task<void> {
        for ([[maybe_unused]] auto _ : state) {
            for (int i = 0; i < rounds; ++i) small.push_back(co_await spawn_to_first_reply());
            const std::vector<char> dirty(dirty_bytes, 'x');
            benchmark::DoNotOptimize(dirty.data());
            for (int i = 0; i < rounds; ++i) large.push_back(co_await spawn_to_first_reply());
            state.SetIterationTime(large.back() * 1e-6);
        }
    });
    state.counters["small_us"] = median(small);
    state.counters["large_us"] = median(large);
    state.counters["ratio"] = median(large) / median(small);
}

BENCHMARK_CAPTURE(spawn_beside_dirty_memory, vfork_exec, "vfork_exec")
    ->UseManualTime()
    ->Iterations(5);
BENCHMARK_CAPTURE(spawn_beside_dirty_memory, forkserver, "forkserver")
    ->UseManualTime()
    ->Iterations(5);
BENCHMARK_CAPTURE(spawn_beside_dirty_memory, fork_worker, "fork_worker")
    ->UseManualTime()
    ->Iterations(5);

double private_kib(pid_t pid) {
    const auto memory = os::ProcDir::open(pid).and_then(
        [](const os::ProcDir& dir) { return os::read_memory_use(dir); });
    return memory ? static_cast<double>(memory->private_bytes()) / 1024 : 0;
}

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
            kib = private_kib(child.identity().process.pid);
        }
    });
    state.counters["private_kib"] = kib;
}

BENCHMARK_CAPTURE(idle_memory, exec, "exec")->Iterations(1);
BENCHMARK_CAPTURE(idle_memory, vfork_exec, "vfork_exec")->Iterations(1);
BENCHMARK_CAPTURE(idle_memory, forkserver, "forkserver")->Iterations(1);
BENCHMARK_CAPTURE(idle_memory, fork_worker, "fork_worker")->Iterations(1);

// What an idle actor on a thread adds to its process, in KiB: the mean of fifty.
void idle_memory_on_threads(benchmark::State& state) {
    constexpr int count = 50;
    actor::TreeOptions options;
    options.backend = "thread";
    double kib = 0;
    actor::run_root(options, [&]() -> Task<void> {
        auto nursery = co_await actor::open_nursery();
        const auto first = co_await nursery.start_actor("idle");
        co_await first.run<&add>(1, 2);
        for ([[maybe_unused]] auto _ : state) {
            const double before = private_kib(os::this_process().pid);
            for (int i = 0; i < count; ++i) {
                const auto child = co_await nursery.start_actor("idle");
                co_await child.run<&add>(1, 2);
            }
            kib = (private_kib(os::this_process().pid) - before) / count;
        }
    });
    state.counters["private_kib"] = kib;
}
BENCHMARK(idle_memory_on_threads)->Iterations(1);

}  // namespace
}  // namespace hangar::bench
