// SPDX-License-Identifier: Apache-2.0
// The half of collector.hpp that looks again.
#include <algorithm>
#include <hangar/diag/os/proc_stat.hpp>
#include <hangar/diag/os/proc_text.hpp>
#include <hangar/diag/snapshot/collector.hpp>
#include <hangar/diag/snapshot/holders.hpp>
#include <hangar/diag/snapshot/one_memory.hpp>
#include <hangar/diag/snapshot/probe.hpp>
#include <hangar/diag/snapshot/refused_ports.hpp>
#include <hangar/diag/snapshot/thread_waits.hpp>
#include <thread>

namespace hangar::snapshot {
namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;
using std::chrono::milliseconds;

// How long ago a thread ran last, by the clock of the processor that it ran on.
std::optional<milliseconds> since_it_ran(const os::ProcDir& thread, int processor,
                                         os::SchedulerClock& clock) {
    const auto at = os::read_last_run(thread);
    const auto now = clock.now(processor);
    if (!at || !now) return std::nullopt;
    return std::max(milliseconds(0), duration_cast<milliseconds>(*now - *at));
}

void forget(Process& process) {
    process.state = 'X';
    process.threads.clear();
    process.fds.clear();
    process.error = "it ended while it was read";
}

Thread* find_thread(Snapshot& snapshot, pid_t pid, pid_t tid) {
    Process* process = snapshot.process(pid);
    if (process == nullptr) return nullptr;
    const auto found = std::ranges::find(process->threads, tid, &Thread::tid);
    return found == process->threads.end() ? nullptr : &*found;
}

std::vector<pid_t> children_now(const os::ProcDir& dir, const Process& process) {
    std::vector<pid_t> children;
    for (const Thread& thread : process.threads) {
        const auto line = dir.read("task/" + std::to_string(thread.tid) + "/children");
        std::string_view rest = line ? std::string_view(*line) : std::string_view();
        for (pid_t pid = 0; os::cut_number(rest, pid);) children.push_back(pid);
    }
    return children;
}

}  // namespace

void Collector::sample_enough() const {
    const auto end = os::Deadline::after(milliseconds(700)).earlier(options_.deadline);
    const auto is_short = [](const RunningThread& running) {
        return running.was_seen_too_little();
    };
    while (!end.passed() && std::ranges::any_of(running_, is_short))
        std::this_thread::sleep_for(milliseconds(10));
}

void Collector::second() {
    for (Process& process : work_.processes) {
        if (process.examiner || !in_time("the second sample")) continue;
        compare(process);
    }
    for (Process& process : work_.processes)
        if (!process.examiner) probe(process, work_, true, options_.deadline);
    for (const RunningThread& running : running_)
        if (Thread* thread = find_thread(work_, running.pid(), running.tid()); thread != nullptr)
            thread->spin = running.samples();
    running_.clear();
    keep_refused_ports();
    const auto known = work_.processes.size();
    add_newcomers();
    if (work_.processes.size() > known) find_one_memory(work_);
    // What we had open for the length of a question only is not ours.
    if (Process* examiner = work_.process(self_); examiner != nullptr && examiner->examiner) {
        const auto now = wanted_descriptors(wanted_by(work_), self_, machine_)
                             .value_or(std::vector<Descriptor>());
        std::erase_if(examiner->fds, [&now](const Descriptor& fd) {
            return std::ranges::count(now, fd.number, &Descriptor::number) == 0;
        });
    }
    publish();
}

void Collector::compare(Process& process) {
    const auto dir = os::ProcDir::open(os::ProcessId{process.pid, process.start_time});
    if (!dir) return forget(process);
    const auto tids = dir->numbers("task");
    if (!tids) return forget(process);
    std::erase_if(process.threads, [&tids](const Thread& thread) {
        return !std::ranges::binary_search(*tids, thread.tid);
    });
    for (Thread& thread : process.threads) compare_thread(*dir, process, thread);
    for (const pid_t tid : *tids) {
        if (process.thread(tid) != nullptr) continue;
        Thread fresh;
        fresh.tid = tid;
        fresh.state = 'R';
        process.threads.push_back(fresh);
    }
    std::ranges::sort(process.threads, {}, &Thread::tid);
    if (const auto stat = os::read_stat(*dir)) process.state = stat->state;
}

void Collector::compare_thread(const os::ProcDir& dir, Process& process, Thread& thread) {
    const auto task = dir.task(thread.tid);
    if (!task) return;
    const RestMark& before = marks_[{process.pid, thread.tid}];
    const RestMark now = read_rest_mark(*task);
    if (now.ran && before.ran) {
        thread.ran_between = duration_cast<microseconds>(now.ran->on_cpu - before.ran->on_cpu);
        thread.queued_between = duration_cast<microseconds>(now.ran->queued - before.ran->queued);
    }
    if (now.ran) thread.switches = now.ran->times;
    const bool ended_before = thread.ended();
    thread.settled =
        ended_before || (before.rested_until(now) && still_waits(dir, process, thread));
    if (thread.settled) {
        thread.since = since_it_ran(*task, before.processor, clock_);
        return;
    }
    // A stack that was read from under a thread that has moved since means nothing.
    const bool rested = before.syscall && before.syscall->at_rest();
    if (rested) thread.frames.clear();
    if (const auto stat = os::read_stat(*task)) thread.state = stat->state;
    thread.syscall = now.syscall;
}

// It may have got it meanwhile.
void Collector::keep_refused_ports() {
    if (work_.refused_ports.empty()) return;
    const auto still = refused_ports(work_, options_.deadline);
    std::erase_if(work_.refused_ports, [&still](const RefusedPort& port) {
        return std::ranges::find(still, port) == still.end();
    });
}

// Processes that were born between the samples: they run. Only one that ran can have made them.
void Collector::add_newcomers() {
    if (!options_.descendants) return;
    for (std::size_t i = 0; i < work_.processes.size(); ++i) {
        const Process& parent = work_.processes[i];
        const bool rested = std::ranges::all_of(parent.threads, &Thread::settled);
        if (!parent.in_tree || rested || !in_time("the new processes")) continue;
        const auto dir = os::ProcDir::open(parent.pid);
        if (!dir) continue;
        for (const pid_t child : children_now(*dir, parent))
            if (!is_ours(child) && work_.process(child) == nullptr) add(child, true);
        if (work_.processes.size() > 20'000) return;
    }
}

}  // namespace hangar::snapshot
