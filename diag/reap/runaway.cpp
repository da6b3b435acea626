// SPDX-License-Identifier: Apache-2.0
#include <hangar/diag/os/proc_cmdline.hpp>
#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/os/proc_schedule.hpp>
#include <hangar/diag/os/proc_stat.hpp>
#include <hangar/diag/os/proc_status.hpp>
#include <hangar/diag/reap/runaway.hpp>

namespace hangar::reap {
namespace {

constexpr double busy = 0.95;
// Less than this of work tells nothing.
constexpr std::chrono::milliseconds least_work{10};

std::string command_of(const os::ProcessId& id) {
    const auto dir = os::ProcDir::open(id);
    return dir ? os::describe_command(*dir) : "[?]";
}

}  // namespace

RunawayDetector::Sample RunawayDetector::take(const os::ProcessId& id) {
    Sample sample{os::Clock::now(), {}, false};
    const auto dir = os::ProcDir::open(id);
    if (!dir) return sample;
    for (const int tid : dir->numbers("task").value_or(std::vector<int>())) {
        const auto thread = dir->task(tid);
        if (!thread) continue;
        const auto stat = os::read_stat(*thread);
        const auto status = os::read_status(*thread);
        const auto count = os::read_run_count(*thread);
        if (stat && status && count && !stat->thread_ended())
            sample.threads[tid] = {count->on_cpu, status->voluntary_switches, stat->state == 'R'};
    }
    return sample;
}

pid_t RunawayDetector::busy_thread(const Sample& before, const Sample& now) {
    const std::chrono::duration<double> whole = now.when - before.when;
    for (const auto& [tid, activity] : now.threads) {
        const auto was = before.threads.find(tid);
        if (was == before.threads.end()) continue;
        const auto worked = activity.on_cpu - was->second.on_cpu;
        const bool restless = was->second.runnable && activity.runnable &&
                              was->second.rests == activity.rests && worked >= least_work;
        if (restless || worked > busy * whole) return tid;
    }
    return 0;
}

std::vector<Runaway> RunawayDetector::sample(const std::vector<os::ProcessId>& processes) {
    std::vector<Runaway> found;
    std::map<os::ProcessId, Sample> kept;
    for (const auto& id : processes) {
        Sample now = take(id);
        if (now.threads.empty()) continue;
        const auto before = samples_.find(id);
        const bool first = before == samples_.end();
        // Too soon after the last one: that one stands.
        if (!first && now.when - before->second.when < least_interval) {
            kept[id] = before->second;
            continue;
        }
        const pid_t thread = first ? 0 : busy_thread(before->second, now);
        now.told = thread != 0 || (!first && before->second.told);
        if (thread != 0 && !before->second.told) found.push_back({id, command_of(id), thread});
        kept[id] = std::move(now);
    }
    samples_ = std::move(kept);
    return found;
}

}  // namespace hangar::reap
