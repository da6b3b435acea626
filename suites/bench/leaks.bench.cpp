// SPDX-License-Identifier: Apache-2.0
// What it costs to look after a test whether it has left something, beside the raw readings, with
// 20 descriptors and 5 threads; and that strangers on the machine do not add to it.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <hangar/diag/os/child_glance.hpp>
#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/fork.hpp>
#include <hangar/diag/os/pidfd.hpp>
#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/resources/changes.hpp>
#include <hangar/suites/bench/compare.hpp>
#include <thread>
#include <vector>

namespace hangar::bench {
namespace {

// 20 descriptors and 5 threads, this one included.
class Furniture {
  public:
    Furniture() {
        for (int i = 0; i < 4; ++i) threads_.emplace_back([this] { gone_.wait(false); });
        while (diag::count_resources()->fds.size() < 20)
            files_.emplace_back(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    }
    ~Furniture() {
        gone_ = true;
        gone_.notify_all();
        for (auto& thread : threads_) thread.join();
    }
    Furniture(const Furniture&) = delete;
    Furniture& operator=(const Furniture&) = delete;

  private:
    std::atomic<bool> gone_ = false;
    std::vector<os::Fd> files_;
    std::vector<std::thread> threads_;
};

// Idle processes that are not ours to look at: a grandparent's, as it were.
class Strangers {
  public:
    explicit Strangers(int count) {
        auto forked = os::fork_process();
        if (forked->in_child()) breed(count);
        parent_ = std::move(forked->child);
        ::usleep(300'000);  // all of them are there; the figure is no verdict
    }
    ~Strangers() {
        static_cast<void>(os::signal_group({parent_.id().pid}, SIGKILL));
        static_cast<void>(parent_.wait_exit(os::Deadline::after(std::chrono::seconds(10))));
        static_cast<void>(parent_.collect());
    }
    Strangers(const Strangers&) = delete;
    Strangers& operator=(const Strangers&) = delete;

  private:
    [[noreturn]] static void breed(int count) {
        ::setpgid(0, 0);
        for (int i = 0; i < count; ++i)
            if (::fork() == 0) break;
        for (;;) ::pause();
    }
    os::Pidfd parent_;
};

void look_after_each(long count) {
    for (long i = 0; i < count; ++i) benchmark::DoNotOptimize(diag::count_resources());
}

void glance(long count) {
    for (long i = 0; i < count; ++i) benchmark::DoNotOptimize(os::glance_at_children());
}

// The whole of a test's check while nothing was left: session reaper and counts.
void check_after_a_test(benchmark::State& state) {
    const Furniture furniture;
    compare(state, 200, look_after_each, [](long count) {
        for (long i = 0; i < count; ++i)
            benchmark::DoNotOptimize(os::read_proc_file("/proc/self/stat"));
    });
}
BENCHMARK(check_after_a_test)->UseManualTime();

// With mappings, sockets, and where each descriptor points: read only when a count changed.
void check_with_all_details(benchmark::State& state) {
    const Furniture furniture;
    const diag::ResourceCounts nothing;
    compare(
        state, 200,
        [&](long count) {
            for (long i = 0; i < count; ++i) {
                const auto counts = diag::count_resources();
                benchmark::DoNotOptimize(diag::compare_resources("test", nothing, *counts));
                benchmark::DoNotOptimize(diag::count_mappings());
            }
        },
        look_after_each);
}
BENCHMARK(check_with_all_details)->UseManualTime();

double best_check() {
    auto run = look_after_each;
    double best = nanoseconds_each(200, run);
    for (int i = 0; i < 30; ++i) best = std::min(best, nanoseconds_each(200, run));
    return best;
}

// added_by_strangers: what a thousand of them do to the check. They have one parent, which is our
// child, with and without them.
void check_among_strangers(benchmark::State& state) {
    const Furniture furniture;
    double alone = 0;
    {
        const Strangers none(0);
        alone = best_check();
    }
    const Strangers strangers(static_cast<int>(state.range(0)));
    compare(state, 200, look_after_each, glance);
    const double among = std::min<double>(state.counters["ours_ns"], best_check());
    state.counters["alone_ns"] = alone;
    state.counters["added_by_strangers"] = among / alone;
}
BENCHMARK(check_among_strangers)->Arg(1000)->UseManualTime();

}  // namespace
}  // namespace hangar::bench
