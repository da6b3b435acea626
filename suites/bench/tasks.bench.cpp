// SPDX-License-Identifier: Apache-2.0
// Gathering the task trees of a whole tree of actors: 200 of them in 50 processes, all of which
// answer, or five of which cannot.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <future>
#include <hangar/backends/actor/actor_nursery.hpp>
#include <hangar/backends/actor/root.hpp>
#include <hangar/backends/actor/task_gathering.hpp>
#include <hangar/backends/runtime/runtime.hpp>
#include <string>
#include <thread>

namespace hangar::bench {
namespace {

using actor::ActorOptions;
using runtime::Task;

constexpr int processes = 49;  // besides ours
constexpr int threads = 3;     // actors in each, besides its first

void be_up() {}

// An actor with three more on threads of its process; it stays until it is cancelled.
Task<void> stand_by() {
    auto nursery = co_await actor::open_nursery();
    for (int i = 0; i < threads; ++i) {
        const ActorOptions on_a_thread("thread");
        const auto child = co_await nursery.start_actor("thread", on_a_thread);
        co_await child.run<&be_up>();
    }
    auto for_ever = runtime::sleep_forever();
    co_await for_ever;
}

// Holds its loop until the whole tree is ended.
void hold_the_loop() {
    for (;;) std::this_thread::sleep_for(std::chrono::hours(1));
}

struct Gathered {
    tasks::TaskTree tree;
    double milliseconds = 0;
};

Task<Gathered> gather() {
    const auto start = os::Clock::now();
    auto gathered = std::async(std::launch::async, actor::gather_tasks);
    while (gathered.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
        auto pause = runtime::sleep_for(std::chrono::milliseconds(1));
        co_await pause;
    }
    Gathered result;
    result.milliseconds =
        std::chrono::duration<double, std::milli>(os::Clock::now() - start).count();
    result.tree = gathered.get();
    co_return result;
}

std::size_t count(const tasks::TaskTree& tree, tasks::Source source) {
    return static_cast<std::size_t>(std::ranges::count_if(
        tree.actors, [source](const tasks::Actor& actor) { return actor.source == source; }));
}

// Once all 200 are there.
Task<void> await_tree(std::size_t actors) {
    for (std::size_t found = 0; found < actors;) {
        auto gathering = gather();
        const Gathered seen = co_await std::move(gathering);
        found = seen.tree.actors.size();
    }
}

Task<void> measure(benchmark::State& state, int wedged) {
    auto nursery = co_await actor::open_nursery();
    const ActorOptions own_process("fork_worker");
    std::vector<actor::Portal> children;
    const auto in_background = [&](runtime::Nursery& calls) -> Task<void> {
        for (int i = 0; i < processes; ++i) {
            children.push_back(co_await nursery.start_actor("process", own_process));
            const auto child = children.back();
            const auto stand = [child]() -> Task<void> { co_await child.run<&stand_by>(); };
            calls.start_soon(stand, "stand by");
        }
        for (int i = 0; i < threads; ++i) {
            const ActorOptions on_a_thread("thread");
            static_cast<void>(co_await nursery.start_actor("thread", on_a_thread));
        }
        co_await await_tree(1 + processes * (1 + threads) + threads);
        for (int i = 0; i < wedged; ++i) {
            const auto child = children[static_cast<std::size_t>(i)];
            const auto hold = [child]() -> Task<void> { co_await child.run<&hold_the_loop>(); };
            calls.start_soon(hold, "hold its loop");
        }
        double worst = 0;
        for ([[maybe_unused]] auto _ : state) {
            auto gathering = gather();
            const Gathered gathered = co_await std::move(gathering);
            worst = std::max(worst, gathered.milliseconds);
            state.SetIterationTime(gathered.milliseconds * 1e-3);
            state.counters["actors"] = static_cast<double>(gathered.tree.actors.size());
            state.counters["from_outside"] =
                static_cast<double>(count(gathered.tree, tasks::Source::outside));
        }
        state.counters["worst_ms"] = worst;
        calls.cancel("measured");
    };
    auto nursed = runtime::with_nursery(std::ref(in_background));
    co_await std::move(nursed);
}

void gather_200_actors(benchmark::State& state, int wedged) {
    actor::TreeOptions options;
    options.backend = "fork_worker";
    options.transport = ipc::Transport::pair;
    options.ladder.acknowledge = std::chrono::milliseconds(50);
    options.ladder.soft = std::chrono::milliseconds(100);
    options.ladder.terminate = std::chrono::milliseconds(100);
    actor::run_root(options, [&] { return measure(state, wedged); });
}

BENCHMARK_CAPTURE(gather_200_actors, all_answer, 0)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond)
    ->Iterations(10);
BENCHMARK_CAPTURE(gather_200_actors, five_wedged, 5)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond)
    ->Iterations(5);

}  // namespace
}  // namespace hangar::bench
