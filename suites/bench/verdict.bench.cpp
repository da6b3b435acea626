// SPDX-License-Identifier: Apache-2.0
// What a verdict without stacks takes besides the interval between its two samples, the second look
// at a proven one included, and how that grows with processes, threads and descriptors. Targets: 12
// ms for 30 threads in 15 processes, 250 ms for 1,000 in 200.
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <algorithm>
#include <limits>

#include <hangar/diag/dump/examine.hpp>
#include <hangar/suites/bench/hung_tree.hpp>

namespace hangar::bench {
namespace {

using namespace std::chrono_literals;
using Milliseconds = std::chrono::duration<double, std::milli>;

// Of the whole process: a sample is taken by a thread of its own.
Milliseconds processor_time() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto part = [](const timeval& time) {
        return Milliseconds(static_cast<double>(time.tv_sec) * 1e3 +
                            static_cast<double>(time.tv_usec) * 1e-3);
    };
    return part(usage.ru_utime) + part(usage.ru_stime);
}

// Counters: the best and the processor's milliseconds for each verdict. What else the machine does
// is in the first, and little of it in the second.
void verdict(benchmark::State& state) {
    const HungTree tree({.processes = static_cast<int>(state.range(0)),
                         .threads = static_cast<int>(state.range(1)),
                         .fds = static_cast<int>(state.range(2))});
    dump::ExamineOptions options;
    options.stacks = false;
    options.interval = 0ms;
    options.deadline = os::Deadline::never();
    double best = std::numeric_limits<double>::max();
    const auto before = processor_time();
    for ([[maybe_unused]] auto _ : state) {
        const auto start = os::Clock::now();
        const auto dump = dump::examine(tree.root(), options);
        const bool found = dump && !dump->diagnosis.verdicts.empty();
        const Milliseconds took = os::Clock::now() - start;
        if (!found) state.SkipWithError("no verdict");
        state.SetIterationTime(took.count() * 1e-3);
        best = std::min(best, took.count());
    }
    state.counters["best_ms"] = best;
    state.counters["cpu_ms"] =
        (processor_time() - before).count() / static_cast<double>(state.iterations());
}

// Processes, threads in each, descriptors in each.
BENCHMARK(verdict)
    ->ArgNames({"processes", "threads", "fds"})
    ->Args({15, 2, 10})
    ->Args({200, 5, 10})
    ->Args({1, 30, 10})
    ->Args({1, 300, 10})
    ->Args({1, 3000, 10})
    ->Args({2, 2, 10})
    ->Args({20, 2, 10})
    ->Args({200, 2, 10})
    ->Args({2, 2, 100})
    ->Args({2, 2, 1000})
    ->Args({2, 2, 10000})
    ->Unit(benchmark::kMillisecond)
    ->UseManualTime();

}  // namespace
}  // namespace hangar::bench
