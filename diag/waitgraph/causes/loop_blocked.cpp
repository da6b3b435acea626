// SPDX-License-Identifier: Apache-2.0
// loop-blocked: an event loop's set has events, but its thread is in a blocking call elsewhere.
// Evidence: the epoll set is ready in both samples, by more than what the loop wakes itself with,
// no thread waits on it, and all of the process's threads are blocked. Guard: a child that has
// inherited the set has nothing to do with it; a thread that runs, or blocks for a short time only,
// will come back; one that waits for the world outside may, so only after a while is it likely. A
// set may also be a left-over that nobody uses: a thread that lives is the loop's only if it is the
// only one and waits for no signal, if its stack has been through a loop, or among actors.
#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <hangar/diag/waitgraph/causes/causes.hpp>
#include <hangar/diag/waitgraph/text.hpp>

namespace hangar::waitgraph {
namespace {

using snapshot::Descriptor;
using snapshot::Process;
using snapshot::Thread;
using snapshot::WaitKind;
using std::chrono::seconds;

constexpr seconds long_block{5};

// How a loop wakes itself: some leave such a descriptor readable for good.
bool is_own_alarm(const Process& process, const snapshot::EpollRow& row) {
    const Descriptor* target = process.descriptor(row.fd);
    return row.edge_triggered() && target != nullptr &&
           (target->kind == snapshot::FdKind::eventfd || target->kind == snapshot::FdKind::pipe);
}

bool has_events(const Process& process, const Descriptor& fd) {
    if (fd.kind != snapshot::FdKind::epoll || !fd.ready || (*fd.ready & POLLIN) == 0) return false;
    bool told = false;
    for (const auto& row : fd.rows) {
        const bool ready = row.ready && *row.ready != 0;
        if (ready && !is_own_alarm(process, row)) return true;
        told = told || ready;
    }
    return !told;  // by a row that cannot be asked
}

bool waits_on(const Thread& thread, int number) {
    return std::ranges::any_of(thread.wait.fds,
                               [number](const auto& watch) { return watch.fd == number; });
}

bool is_blocked_for_long(const Thread& thread) {
    if (thread.ended()) return true;
    return thread.settled && (!thread.wait.timeout || *thread.wait.timeout >= long_block);
}

// The first thread is a loop's, unless it waits for the others.
const Node* loop_thread(const Scene& scene, const Process& process) {
    const Node* first = nullptr;
    for (const Thread& thread : process.threads) {
        const Node* node = scene.graph().find({process.pid, thread.tid});
        if (node == nullptr || thread.wait.kind == WaitKind::join) continue;
        if (first == nullptr) first = node;
    }
    return first;
}

// As the loops that are common call themselves.
bool came_through_a_loop(const Thread& thread) {
    constexpr std::array loops{"io_context::run", "scheduler::run", "uv_run",     "event_base_loop",
                               "ev_run",          "g_main_",        "QEventLoop", "sd_event_",
                               "EventLoop",       "event_loop"};
    return std::ranges::any_of(thread.frames, [&](const snapshot::Frame& frame) {
        return std::ranges::any_of(loops, [&frame](const char* name) {
            return frame.function.find(name) != std::string::npos;
        });
    });
}

bool has_actors(const Scene& scene, const Process& process) {
    return std::ranges::any_of(
        scene.snapshot().tasks.actors,
        [&process](const tasks::Actor& actor) { return actor.process.pid == process.pid; });
}

bool is_a_loops(const Scene& scene, const Node& node) {
    const auto& threads = node.process->threads;
    const bool alone =
        std::ranges::count_if(threads, [](const Thread& thread) { return !thread.ended(); }) == 1;
    return !node.live || (alone && node.thread->wait.kind != WaitKind::signal) ||
           came_through_a_loop(*node.thread) || has_actors(scene, *node.process);
}

bool stays_for_long(const Scene& scene, const Process& process) {
    return std::ranges::all_of(process.threads, [&](const Thread& thread) {
        const Node* node = scene.graph().find({process.pid, thread.tid});
        const bool for_a_while = thread.since && *thread.since >= seconds(2);
        return node == nullptr || !node->live || thread.wait.kind == WaitKind::signal ||
               thread.wait.kind == WaitKind::sleep || for_a_while;
    });
}

void look_at(Scene& scene, const Process& process, const Descriptor& set) {
    const auto unattended = [&set](const Thread& thread) {
        return is_blocked_for_long(thread) && !waits_on(thread, set.number);
    };
    const Node* loop = loop_thread(scene, process);
    if (loop == nullptr || !std::ranges::all_of(process.threads, unattended)) return;
    Verdict verdict = verdict_on(scene, Cause::loop_blocked, {loop});
    verdict.summary = fmt::format(
        "the event loop of {} does not turn: its epoll set (fd {}) has events, but {} is blocked "
        "on {}",
        who(process), set.number, who_where(*loop),
        object_text(scene.snapshot(), process, *loop->thread));
    verdict.evidence.push_back(fmt::format("epoll set fd {} is ready in both samples", set.number));
    verdict.advice =
        "Do nothing in a loop's callback that blocks: make it asynchronous, or give it to "
        "another thread.";
    doubt(verdict, stays_for_long(scene, process) ? Confidence::likely : Confidence::possible,
          "the blocking call may return");
    if (!is_a_loops(scene, *loop))
        doubt(verdict, Confidence::possible, "no thread is known to use this epoll set");
    scene.report(std::move(verdict));
}

// A forked child has its parent's sets, and nothing to do with them.
bool is_inherited(const Scene& scene, const Process& process, const Descriptor& set) {
    const Process* parent = scene.picture().process(process.ppid);
    const Descriptor* original = parent != nullptr ? parent->descriptor(set.number) : nullptr;
    return original != nullptr && original->kind == snapshot::FdKind::epoll &&
           std::ranges::equal(original->rows, set.rows, {}, &snapshot::EpollRow::inode,
                              &snapshot::EpollRow::inode);
}

}  // namespace

void find_loop_blocked(Scene& scene) {
    for (const Process& process : scene.snapshot().processes) {
        if (!process.in_tree || process.ended() || process.threads.empty()) continue;
        for (const Descriptor& fd : process.fds)
            if (has_events(process, fd) && !is_inherited(scene, process, fd))
                look_at(scene, process, fd);
    }
}

}  // namespace hangar::waitgraph
