// SPDX-License-Identifier: Apache-2.0
// A tree of many actors, up and down; and what it takes to end children that do not listen.
#include <benchmark/benchmark.h>

#include <hangar/backends/actor/actor_nursery.hpp>
#include <hangar/backends/actor/log.hpp>
#include <hangar/backends/actor/root.hpp>
#include <hangar/backends/runtime/runtime.hpp>
#include <thread>

namespace hangar::bench {
namespace {

using runtime::Task;

double seconds_since(os::TimePoint start) {
    return std::chrono::duration<double>(os::Clock::now() - start).count();
}

// Ten actors, each with nineteen of its own.
constexpr int branches = 10;
constexpr int leaves = 19;

int one() {
    return 1;
}

Task<int> grow() {
    auto nursery = co_await actor::open_nursery();
    int grown = 1;
    auto start_one = [&]() -> Task<void> {
        const auto leaf = co_await nursery.start_actor("leaf");
        grown += co_await leaf.run<&one>();
    };
    auto start_all = [&](runtime::Nursery& tasks) -> Task<void> {
        for (int i = 0; i < leaves; ++i) tasks.start_soon(start_one);
        co_return;
    };
    auto starting = runtime::with_nursery(std::ref(start_all));
    co_await std::move(starting);
    co_return grown;
}

Task<int> grow_branches() {
    auto nursery = co_await actor::open_nursery();
    int grown = 0;
    auto start_one = [&]() -> Task<void> {
        const auto branch = co_await nursery.start_actor("branch");
        grown += co_await branch.run<&grow>();
    };
    auto start_all = [&](runtime::Nursery& tasks) -> Task<void> {
        for (int i = 0; i < branches; ++i) tasks.start_soon(start_one);
        co_return;
    };
    auto starting = runtime::with_nursery(std::ref(start_all));
    co_await std::move(starting);
    co_return grown;
}

void two_hundred_actors_up_and_down(benchmark::State& state, const char* backend) {
    actor::TreeOptions options;
    options.backend = backend;
    int grown = 0;
    for ([[maybe_unused]] auto _ : state) {
        const auto start = os::Clock::now();
        actor::run_root(options, [&]() -> Task<void> { grown = co_await grow_branches(); });
        state.SetIterationTime(seconds_since(start));
    }
    state.counters["actors"] = grown;
}
BENCHMARK_CAPTURE(two_hundred_actors_up_and_down, fork_worker, "fork_worker")
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond)
    ->Iterations(5);

// Children that hold their loops: each climbs the whole ladder, to SIGKILL.
void hold_the_loop() {
    for (;;) std::this_thread::sleep_for(std::chrono::seconds(1));
}

double seconds_to_end(int count) {
    actor::TreeOptions options;
    options.backend = "fork_worker";
    os::TimePoint start;
    actor::run_root(options, [&]() -> Task<void> {
        auto nursery = co_await actor::open_nursery();
        std::vector<actor::Portal> children;
        for (int i = 0; i < count; ++i) children.push_back(co_await nursery.start_actor("deaf"));
        auto call_all = [&](runtime::Nursery& calls) -> Task<void> {
            for (const auto& child : children)
                calls.start_soon([&child] { return child.run<&hold_the_loop>(); });
            auto pause = runtime::sleep_for(std::chrono::milliseconds(50));
            co_await pause;
            calls.cancel();
        };
        auto calling = runtime::with_nursery(std::ref(call_all));
        co_await std::move(calling);
        start = os::Clock::now();
    });
    return seconds_since(start);
}

void kill_ladder_of_25_children_over_that_of_one(benchmark::State& state) {
    actor::set_log_levels(actor::LogLevels::parse("off").value());
    double one_child = 0;
    double many = 0;
    for ([[maybe_unused]] auto _ : state) {
        one_child = seconds_to_end(1);
        many = seconds_to_end(25);
        state.SetIterationTime(many);
    }
    state.counters["one_s"] = one_child;
    state.counters["many_s"] = many;
    state.counters["ratio"] = many / one_child;
}
BENCHMARK(kill_ladder_of_25_children_over_that_of_one)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond)
    ->Iterations(2);

}  // namespace
}  // namespace hangar::bench
