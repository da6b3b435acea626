// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <concepts>
#include <limits>

namespace hangar::bench {

// The nanoseconds that one of `count` operations takes when `run(count)` does them all.
template <std::invocable<long> F>
double nanoseconds_each(long count, F& run) {
    const auto begin = std::chrono::steady_clock::now();
    run(count);
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - begin;
    return took.count() / static_cast<double>(count);
}

// Measures `ours(count)` beside its floor, the least that such a thing can cost, in alternate
// batches of the same run. Counters, from the best batch of each (the machine has other work, too):
// ours_ns, floor_ns, added_ns (the difference) and ratio. The benchmark's own time is that of a
// batch of ours. Register it with UseManualTime().
template <std::invocable<long> Ours, std::invocable<long> Floor>
void compare(benchmark::State& state, long count, Ours ours, Floor floor) {
    double best_ours = std::numeric_limits<double>::max();
    double best_floor = best_ours;
    for ([[maybe_unused]] auto _ : state) {
        best_floor = std::min(best_floor, nanoseconds_each(count, floor));
        const double each = nanoseconds_each(count, ours);
        best_ours = std::min(best_ours, each);
        state.SetIterationTime(each * static_cast<double>(count) * 1e-9);
    }
    state.SetItemsProcessed(state.iterations() * count);
    state.counters["ours_ns"] = best_ours;
    state.counters["floor_ns"] = best_floor;
    state.counters["added_ns"] = best_ours - best_floor;
    state.counters["ratio"] = best_ours / best_floor;
}

}  // namespace hangar::bench
