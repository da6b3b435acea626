// SPDX-License-Identifier: Apache-2.0
#include <future>
#include <hangar/diag/os/signals.hpp>
#include <hangar/diag/snapshot/collector.hpp>
#include <hangar/diag/snapshot/read_tasks.hpp>
#include <memory>
#include <thread>

namespace hangar::snapshot {
namespace {

using std::chrono::microseconds;

// Runs `work` in a thread of its own, until the deadline at most: then it is left to itself. Empty:
// it was. `work` must own all that it uses.
template <class Work>
auto run_until(os::Deadline deadline, Work work) -> std::optional<decltype(work())> {
    std::packaged_task<decltype(work())()> task(std::move(work));
    auto result = task.get_future();
    {
        // Whose signals these are is not the thread's business.
        const os::ScopedSignalBlock block(os::SignalSet::all());
        std::thread(std::move(task)).detach();
    }
    if (deadline.is_never()) return result.get();
    if (result.wait_until(deadline.when()) != std::future_status::ready) return std::nullopt;
    return result.get();
}

microseconds since(os::TimePoint start) {
    return std::chrono::duration_cast<microseconds>(os::Clock::now() - start);
}

// What is read ends a little earlier than what waits for it, so that a slow reading still ends by
// itself and is told from one that is stuck.
Options with_margin(const Options& options) {
    Options inner = options;
    inner.between = nullptr;
    if (options.deadline.is_never()) return inner;
    const auto margin =
        std::min<os::Duration>(options.deadline.left() / 10, std::chrono::milliseconds(200));
    inner.deadline = os::Deadline::at(options.deadline.when() - margin);
    return inner;
}

Snapshot stuck(const Collector& collector) {
    Snapshot partial = collector.copy();
    partial.complete = false;
    partial.holders_complete = false;
    partial.errors.emplace_back("the reading was stuck and was left at the deadline");
    return partial;
}

// The interval, or as much of it as leaves time for the second sample.
void spend_interval(const Options& options, Collector& collector) {
    const auto left =
        options.deadline.is_never() ? os::Duration(options.interval) : options.deadline.left() / 2;
    const auto end = os::Clock::now() + std::min<os::Duration>(options.interval, left);
    if (options.between) {
        Snapshot filled = collector.copy();
        options.between(filled, os::Deadline::at(end).earlier(options.deadline));
        collector.replace(std::move(filled));
    }
    std::this_thread::sleep_until(end);
    collector.sample_enough();
}

}  // namespace

os::Result<Snapshot> take(pid_t pid, const Options& options) {
    const auto start = os::Clock::now();
    const auto collector = std::make_shared<Collector>(pid, with_margin(options));
    const auto first = run_until(options.deadline, [collector] { return collector->first(); });
    if (first && !*first) return tl::unexpected(first->error());
    if (!first) return stuck(*collector);

    const auto interval_start = os::Clock::now();
    spend_interval(options, *collector);
    const auto interval = since(interval_start);
    const auto second = run_until(options.deadline, [collector] {
        collector->second();
        return true;
    });
    Snapshot snapshot = second ? collector->copy() : stuck(*collector);
    if (second) {
        const auto tasks =
            run_until(options.deadline, [copy = snapshot, inner = with_margin(options)] {
                return read_tasks(copy, inner.deadline);
            });
        if (tasks) snapshot.tasks = *tasks;
    }
    snapshot.interval = interval;
    snapshot.total = since(start);
    return snapshot;
}

}  // namespace hangar::snapshot
