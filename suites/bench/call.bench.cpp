// SPDX-License-Identifier: Apache-2.0
// A small call to a child and back, beside a ping-pong of as many bytes by blocking calls over the
// same kind of socket.
#include <benchmark/benchmark.h>

#include <hangar/backends/actor/actor_nursery.hpp>
#include <hangar/backends/actor/root.hpp>
#include <hangar/suites/bench/floors.hpp>
#include <hangar/suites/bench/one_processor.hpp>

namespace hangar::bench {
namespace {

using runtime::Task;

int add(int a, int b) {
    return a + b;
}

constexpr int calls_per_batch = 200;
constexpr std::size_t call_bytes = 64;

double seconds_since(os::TimePoint start) {
    return std::chrono::duration<double>(os::Clock::now() - start).count();
}

void call(benchmark::State& state, ipc::Transport transport) {
    actor::TreeOptions options;
    options.backend = "exec";  // which inherits the processor; the worker that forks would keep it
    options.transport = transport;
    double ours = 1;
    double floor = 1;
    const OnOneProcessor here;
    RawEcho echo(transport);
    actor::run_root(options, [&]() -> Task<void> {
        auto nursery = co_await actor::open_nursery();
        const auto child = co_await nursery.start_actor("child");
        for ([[maybe_unused]] auto _ : state) {
            auto start = os::Clock::now();
            for (int i = 0; i < calls_per_batch; ++i) echo.ping(call_bytes);
            floor = std::min(floor, seconds_since(start));
            start = os::Clock::now();
            for (int i = 0; i < calls_per_batch; ++i) {
                benchmark::DoNotOptimize(co_await child.run<&add>(i, 2));
            }
            const double took = seconds_since(start);
            ours = std::min(ours, took);
            state.SetIterationTime(took);
        }
    });
    state.counters["ours_us"] = ours / calls_per_batch * 1e6;
    state.counters["floor_us"] = floor / calls_per_batch * 1e6;
    state.counters["ratio"] = ours / floor;
}

BENCHMARK_CAPTURE(call, pair, ipc::Transport::pair)->UseManualTime()->Iterations(50);
BENCHMARK_CAPTURE(call, uds, ipc::Transport::uds)->UseManualTime()->Iterations(50);
BENCHMARK_CAPTURE(call, tcp, ipc::Transport::tcp)->UseManualTime()->Iterations(50);

}  // namespace
}  // namespace hangar::bench
