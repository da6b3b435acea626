// SPDX-License-Identifier: Apache-2.0
// lock-held-across-fork: a child waits for a mutex that another thread of its parent held at the
// fork. The copy stays locked in the child, also after the parent has unlocked its own.
// Evidence: the owner is no thread of the child; it is one of another process, or older than the
// child itself. Guard: ids are translated between pid namespaces; not for process-shared mutexes,
// nor for a child that runs in its parent's memory (vfork).
// A lock of the C library names nobody: a child with one thread, of a parent with several, is then
// likely to have it from there.
#include <fmt/format.h>

#include <algorithm>
#include <hangar/diag/waitgraph/causes/causes.hpp>
#include <hangar/diag/waitgraph/causes/missing_owner.hpp>
#include <hangar/diag/waitgraph/text.hpp>

namespace hangar::waitgraph {
namespace {

constexpr const char* fork_advice =
    "Between fork and exec use only async-signal-safe functions; fork before starting threads, or "
    "from a thread that holds no lock.";

std::size_t living_threads(const snapshot::Process& process) {
    const auto lives = [](const snapshot::Thread& thread) { return !thread.ended(); };
    return static_cast<std::size_t>(std::ranges::count_if(process.threads, lives));
}

// Forked, and nothing executed since, by one that has threads besides the one that forked.
bool is_a_threads_copy(const Scene& scene, const snapshot::Process& process) {
    const auto* parent = scene.snapshot().process(process.ppid);
    return parent != nullptr && !parent->ended() && living_threads(*parent) > 1 &&
           living_threads(process) == 1 && process.memory_of == 0 && !process.exe.empty() &&
           process.exe == parent->exe && process.cmdline == parent->cmdline;
}

bool waits_for_nobodys_lock(const Node& node) {
    const auto& wait = node.thread->wait;
    return wait.kind == snapshot::WaitKind::mutex && wait.word && wait.word->owner_unknown &&
           !wait.word->shared_memory;
}

void report_nobodys(Scene& scene, const Node& node) {
    Verdict verdict = verdict_on(scene, Cause::lock_held_across_fork, {&node});
    doubt(verdict, Confidence::likely, "the lock names no owner");
    verdict.summary = fmt::format(
        "{} waits for a lock of the C library that nobody in it holds: a thread of process {} held "
        "it when process {} was forked{}",
        who_where(node), node.process->ppid, node.party.pid, waiters_text(scene, node));
    add_party(verdict, node.process->ppid, 0);
    verdict.advice = fork_advice;
    scene.claim(node);
    scene.report(std::move(verdict));
}

}  // namespace

void find_lock_held_across_fork(Scene& scene) {
    for (const Node* node : scene.ends()) {
        if (!has_missing_owner(*node) || !owner_is_from_before_fork(*node)) continue;
        const auto& word = *node->thread->wait.word;
        Verdict verdict = verdict_on(scene, Cause::lock_held_across_fork, {node});
        const std::string owner =
            word.owner_process != 0
                ? fmt::format("thread {} of process {}", *word.owner, word.owner_process)
                : fmt::format("thread {}, gone since,", *word.owner);
        verdict.summary = fmt::format(
            "{} waits for {}, which {} held when process {} was forked; nobody here can unlock "
            "it{}",
            who_where(*node), object_text(scene.snapshot(), *node->process, *node->thread), owner,
            node->party.pid, waiters_text(scene, *node));
        if (word.owner_process != 0) add_party(verdict, word.owner_process, *word.owner);
        verdict.advice = fork_advice;
        scene.claim(*node);
        scene.report(std::move(verdict));
    }
    for (const Node* node : scene.ends())
        if (waits_for_nobodys_lock(*node) && is_a_threads_copy(scene, *node->process))
            report_nobodys(scene, *node);
}

}  // namespace hangar::waitgraph
