// SPDX-License-Identifier: Apache-2.0
// What a stream carries over uds, beside blocking writes of as many bytes to a raw socket, which
// another process reads.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <hangar/backends/actor/actor_nursery.hpp>
#include <hangar/backends/actor/callee.hpp>
#include <hangar/backends/actor/root.hpp>
#include <hangar/backends/runtime/errors.hpp>
#include <hangar/diag/os/fork.hpp>
#include <hangar/diag/os/invariant.hpp>
#include <vector>

namespace hangar::bench {
namespace {

using runtime::Task;

double seconds_since(os::TimePoint start) {
    return std::chrono::duration<double>(os::Clock::now() - start).count();
}

// The child receives as many as it is told, and says when it has.
Task<void> receive_all(actor::Callee<void, ipc::Bytes, int> caller, int count) {
    co_await caller.started();
    const auto stream = caller.open_stream();
    for (;;) {
        for (int i = 0; i < count; ++i) {
            const auto item = co_await stream.receive();
            if (!item) co_return;
        }
        co_await stream.send(count);
    }
}

// A process that reads `bytes` at a time and answers each time it has read `total`.
class RawReader {
  public:
    RawReader(std::size_t bytes, std::size_t total) {
        os::FdPair pair = runtime::value_or_throw(os::make_socketpair());
        auto forked = runtime::value_or_throw(os::fork_process());
        if (forked.in_child()) {
            pair.first.reset();
            read_all(pair.second.get(), bytes, total);
        }
        socket_ = std::move(pair.first);
        child_ = std::move(forked.child);
    }
    ~RawReader() {
        socket_.reset();
        static_cast<void>(child_.wait_exit(os::Deadline::after(std::chrono::seconds(5))));
        static_cast<void>(child_.collect());
    }
    RawReader(const RawReader&) = delete;
    RawReader& operator=(const RawReader&) = delete;

    void send(const std::string& message, int count) {
        for (int i = 0; i < count; ++i)
            os::require(os::write_all(socket_.get(), message).has_value(), "the floor's write");
        std::byte done{};
        os::require(os::read_some(socket_.get(), std::span(&done, 1)).value_or(0) == 1,
                    "the floor's answer");
    }

  private:
    [[noreturn]] static void read_all(int socket, std::size_t bytes, std::size_t total) {
        std::vector<std::byte> buffer(bytes);
        for (std::size_t left = total;;) {
            const auto n = os::read_some(socket, buffer).value_or(0);
            if (n == 0) ::_exit(0);
            left -= n;
            if (left > 0) continue;
            left = total;
            if (!os::write_all(socket, "!")) ::_exit(1);
        }
    }

    os::Fd socket_;
    os::Pidfd child_;
};

void stream(benchmark::State& state, std::size_t bytes, int count) {
    actor::TreeOptions options;
    options.backend = "fork_worker";
    double ours = 1e9;
    double floor = 1e9;
    RawReader reader(bytes, bytes * static_cast<std::size_t>(count));
    const std::string raw(bytes, 'x');
    const ipc::Bytes item(bytes);
    actor::run_root(options, [&]() -> Task<void> {
        auto nursery = co_await actor::open_nursery();
        const auto child = co_await nursery.start_actor("reader");
        auto context = co_await child.open_context<&receive_all>(count);
        const auto out = context.open_stream();
        for ([[maybe_unused]] auto _ : state) {
            auto start = os::Clock::now();
            reader.send(raw, count);
            floor = std::min(floor, seconds_since(start));
            start = os::Clock::now();
            for (int i = 0; i < count; ++i) co_await out.send(item);
            const auto received = co_await out.receive();
            os::require(received == count, "the stream's answer");
            ours = std::min(ours, seconds_since(start));
            state.SetIterationTime(seconds_since(start));
        }
        out.close();
    });
    state.counters["ours_per_s"] = count / ours;
    state.counters["floor_per_s"] = count / floor;
    state.counters["ours_MB_per_s"] = static_cast<double>(bytes) * count / ours * 1e-6;
    state.counters["share"] = floor / ours;
}

BENCHMARK_CAPTURE(stream, messages_of_64_bytes, 64, 2'000)->UseManualTime()->Iterations(200);
BENCHMARK_CAPTURE(stream, messages_of_64_kib, 64U << 10U, 200)->UseManualTime()->Iterations(200);

}  // namespace
}  // namespace hangar::bench
