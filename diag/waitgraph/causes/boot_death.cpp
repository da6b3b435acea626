// SPDX-License-Identifier: Apache-2.0
// boot-death: a child has died while it came up, and its parent waits on: to be connected to, or
// for a word in memory that it shares with the child. Evidence: in both samples the child is a
// zombie that ended badly, and the parent is in a wait without a time limit that nobody else could
// end: for whoever connects to listeners that nobody else has, resp. for shared memory. Guard: a
// parent with another child that lives, one that goes on in another thread or waits for children,
// one that has run since the child came up (a server whose worker died), one that was long up when
// it forked (a server with a child for each connection), and one whose memory others share, or may
// share, get none that is likely; never proven: anybody may connect.
#include <fmt/format.h>

#include <algorithm>
#include <hangar/diag/os/wait_status.hpp>
#include <hangar/diag/waitgraph/causes/causes.hpp>
#include <hangar/diag/waitgraph/text.hpp>

namespace hangar::waitgraph {
namespace {

using snapshot::Descriptor;
using snapshot::FdKind;
using snapshot::Process;
using snapshot::Socket;
using snapshot::Thread;
using snapshot::WaitKind;

// A parent that has run so long after its child's birth has had something else to do.
constexpr std::chrono::seconds a_boot{5};

bool ended_badly(const Process& child) {
    return child.state == 'Z' && child.wait_status != 0 &&
           std::ranges::all_of(child.threads, &Thread::settled);
}

// Nobody else has the listener, and nobody waits to be accepted.
bool is_lonely_listener(const Scene& scene, const Process& process, const Descriptor& fd) {
    const Socket* socket = scene.snapshot().socket(fd.inode);
    if (fd.kind != FdKind::socket || socket == nullptr || !socket->listening) return false;
    const auto& holders = scene.picture().holders({.kind = FdKind::socket, .number = fd.inode});
    return socket->backlog == 0 && std::ranges::all_of(holders, [&process](const Holder& holder) {
               return holder.process->pid == process.pid;
           });
}

bool are_lonely_listeners(const Scene& scene, const Process& process, const Thread& thread) {
    std::vector<int> numbers;
    for (const snapshot::Watch& watch : thread.wait.fds) {
        const Descriptor* fd = process.descriptor(watch.fd);
        if (fd == nullptr) return false;
        if (fd->kind != FdKind::epoll) numbers.push_back(watch.fd);
        for (const auto& row : fd->rows) numbers.push_back(row.fd);
    }
    return !numbers.empty() && std::ranges::all_of(numbers, [&](int number) {
        const Descriptor* fd = process.descriptor(number);
        return fd != nullptr && is_lonely_listener(scene, process, *fd);
    });
}

// A wait for a connection is one for the world outside; one for a word is none if somebody can
// change that.
bool waits_for_a_boot(const Scene& scene, const Node& node) {
    const Process& process = *node.process;
    const Thread& thread = *node.thread;
    if (!thread.settled || thread.wait.ends_by_itself()) return false;
    switch (thread.wait.kind) {
        case WaitKind::accept:
        case WaitKind::poll:
        case WaitKind::epoll:
            return are_lonely_listeners(scene, process, thread);
        case WaitKind::semaphore:
        case WaitKind::atomic:
        case WaitKind::condvar:
            return thread.wait.word && thread.wait.word->shared_memory && !node.live;
        default:
            return false;
    }
}

// The one thread that waits so, if none of the others goes on.
const Node* waiting_for_a_boot(const Scene& scene, const Process& process) {
    const Node* found = nullptr;
    for (const Thread& thread : process.threads) {
        const Node* node = scene.graph().find({process.pid, thread.tid});
        if (node == nullptr) continue;
        if (waits_for_a_boot(scene, *node)) {
            if (found != nullptr) return nullptr;
            found = node;
        } else if (node->live || thread.wait.kind == WaitKind::child) {
            return nullptr;
        }
    }
    return found;
}

bool has_run_since(const Thread& parent, const Process& child) {
    return !parent.since || *parent.since + a_boot < child.age;
}

// A server that makes a child for each connection: up long before that child, which executed no
// program of its own.
bool forks_as_it_serves(const Process& parent, const Process& child) {
    return child.name == parent.name && parent.age - child.age > a_boot;
}

// Somebody else has the word mapped, and lives.
bool is_shared_with_others(const Scene& scene, const Node& parent) {
    const auto& word = parent.thread->wait.word;
    if (!word || !word->sharers) return false;
    return std::ranges::any_of(*word->sharers, [&](pid_t pid) {
        const Process* process = scene.picture().process(pid);
        return pid != parent.party.pid && (process == nullptr || !process->ended());
    });
}

void judge(Scene& scene, const Node& parent, const std::vector<const Process*>& children) {
    const auto died =
        std::ranges::find_if(children, [](const Process* child) { return ended_badly(*child); });
    if (died == children.end()) return;
    const Process& child = **died;
    Verdict verdict = verdict_on(scene, Cause::boot_death, {&parent});
    const std::string how = os::WaitStatus::from_wait(child.wait_status).describe();
    verdict.summary = fmt::format(
        "{} waits for {}, but the child that was to come up, {}, has died: {}", who_where(parent),
        object_text(scene.snapshot(), *parent.process, *parent.thread), who(child), how);
    verdict.evidence.push_back(fmt::format("{} is a zombie: {}", who(child), how));
    add_party(verdict, child.pid, 0);
    verdict.advice =
        "Wait for the child's end beside its first word: a pidfd or SIGCHLD in the same poll, and "
        "a "
        "time limit; and read what the child said last.";
    doubt(verdict, Confidence::likely, "somebody else may come instead");
    if (std::ranges::any_of(children, [](const Process* each) { return !each->ended(); }))
        doubt(verdict, Confidence::possible, "it has another child, which lives");
    if (is_shared_with_others(scene, parent))
        doubt(verdict, Confidence::possible, "others share that memory");
    if (has_run_since(*parent.thread, child))
        doubt(verdict, Confidence::possible, "it has run since that child came up");
    if (forks_as_it_serves(*parent.process, child))
        doubt(verdict, Confidence::possible, "it was long up when it made that child of itself");
    if (!parent.live) scene.claim(parent);
    scene.report(std::move(verdict));
}

}  // namespace

void find_boot_death(Scene& scene) {
    for (const Process& process : scene.snapshot().processes) {
        if (!process.in_tree || process.ended() || process.unseen_children) continue;
        const auto& children = scene.picture().children(process.pid);
        if (std::ranges::none_of(children, [](const Process* each) { return ended_badly(*each); }))
            continue;
        if (const Node* parent = waiting_for_a_boot(scene, process))
            judge(scene, *parent, children);
    }
}

}  // namespace hangar::waitgraph
