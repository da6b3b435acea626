// SPDX-License-Identifier: Apache-2.0
// What the runtime adds to a coroutine: an await may cost 10 ns more than a bare one.
#include <benchmark/benchmark.h>

#include <map>
#include <vector>

#include <hangar/backends/runtime/runtime.hpp>
#include <hangar/suites/bench/bare_coroutine.hpp>
#include <hangar/suites/bench/compare.hpp>

namespace hangar::bench {
namespace {

using namespace runtime;

constexpr long batch = 100'000;

// noinline: otherwise the compiler puts the child's frame into its parent's, on either side.
[[gnu::noinline]] Task<long> child(long n) {
    co_return n + 1;
}
[[gnu::noinline]] BareTask bare_child(long n) {
    co_return n + 1;
}

Task<long> await_children(long count) {
    long n = 0;
    for (long i = 0; i < count; ++i) n = co_await child(n);
    co_return n;
}
BareTask await_bare_children(long count) {
    long n = 0;
    for (long i = 0; i < count; ++i) n = co_await bare_child(n);
    co_return n;
}

void run_bare(const BareTask& task) {
    task.resume();
    benchmark::DoNotOptimize(task.value());
}

template <class F>
void run_on_virtual_clock(F body) {
    LoopOptions options;
    options.virtual_time = true;
    Loop loop(std::move(options));
    loop.run(std::move(body));
}

void await_child(benchmark::State& state) {
    compare(
        state, batch,
        [](long count) {
            const auto body = [count] { return await_children(count); };
            benchmark::DoNotOptimize(Loop().run(body));
        },
        [](long count) { run_bare(await_bare_children(count)); });
}
BENCHMARK(await_child)->UseManualTime();

Task<void> await_set_event(Event& event, long count) {
    for (long i = 0; i < count; ++i) co_await event.wait();
}

struct ReadyFlag {
    const bool& flag;
    explicit ReadyFlag(const bool& f) noexcept : flag(f) {}
    [[nodiscard]] bool await_ready() const noexcept { return flag; }
    void await_suspend(std::coroutine_handle<>) const noexcept {}
    void await_resume() const noexcept {}
};

BareTask await_ready_flag(const bool& flag, long count) {
    for (long i = 0; i < count; ++i) {
        ReadyFlag ready(flag);
        benchmark::DoNotOptimize(&ready);
        co_await ready;
    }
    co_return count;
}

void await_ready_event(benchmark::State& state) {
    const bool flag = true;
    compare(
        state, batch,
        [](long count) {
            Event event;
            event.set();
            const auto body = [&] { return await_set_event(event, count); };
            run_on_virtual_clock(body);
        },
        [&](long count) { run_bare(await_ready_flag(flag, count)); });
}
BENCHMARK(await_ready_event)->UseManualTime();

Task<void> player(Channel<long>& in, Channel<long>& out, long count) {
    for (long i = 0; i < count; ++i) {
        const auto ball = co_await in.receive();
        co_await out.send(*ball);
    }
}

Task<void> ping_pong(long count) {
    Channel<long> there(1);
    Channel<long> back(1);
    static_cast<void>(there.try_send(0));
    const auto play = [&](Nursery& nursery) -> Task<void> {
        const auto other = [&] { return player(there, back, count); };
        nursery.start_soon(other);
        co_await player(back, there, count);
    };
    co_await with_nursery(play);
}

BareTask bare_player(long count) {
    std::suspend_always turn;
    for (long i = 0; i < count; ++i) co_await turn;
    co_return count;
}

// A round trip: four channel operations, two changes of task.
void channel_ping_pong(benchmark::State& state) {
    compare(
        state, batch,
        [](long count) {
            const auto body = [count] { return ping_pong(count); };
            Loop().run(body);
        },
        [](long count) {
            const BareTask one = bare_player(count);
            const BareTask two = bare_player(count);
            for (long i = 0; i < count; ++i) {
                one.resume();
                two.resume();
            }
        });
}
BENCHMARK(channel_ping_pong)->UseManualTime();

Task<void> ends_at_once() {
    co_return;
}

Task<void> start_and_join(long count) {
    const auto start = [count](Nursery& nursery) -> Task<void> {
        for (long i = 0; i < count; ++i) nursery.start_soon(ends_at_once);
        co_return;
    };
    co_await with_nursery(start);
}

void nursery_start_and_join(benchmark::State& state) {
    compare(
        state, 10'000,
        [](long count) {
            const auto body = [count] { return start_and_join(count); };
            Loop().run(body);
        },
        [](long count) {
            for (long i = 0; i < count; ++i) run_bare(bare_child(i));
        });
}
BENCHMARK(nursery_start_and_join)->UseManualTime();

Task<void> sleep_apart(long count) {
    const auto start = [count](Nursery& nursery) -> Task<void> {
        for (long i = 0; i < count; ++i) {
            const auto nap = [i]() -> Task<void> {
                co_await sleep_for(std::chrono::microseconds((i * 7919) % 10'000));
            };
            nursery.start_soon(nap);
        }
        co_return;
    };
    co_await with_nursery(start);
}

void timers(benchmark::State& state) {
    compare(
        state, 10'000,
        [](long count) {
            const auto body = [count] { return sleep_apart(count); };
            run_on_virtual_clock(body);
        },
        [](long count) {
            std::multimap<long, long> queue;
            for (long i = 0; i < count; ++i) queue.emplace((i * 7919) % 10'000, i);
            while (!queue.empty()) queue.erase(queue.begin());
        });
}
BENCHMARK(timers)->UseManualTime();

}  // namespace
}  // namespace hangar::bench
