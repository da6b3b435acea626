// SPDX-License-Identifier: Apache-2.0
// lost-wakeup: a thread sleeps on a word that has changed since, but nobody woke it.
// Evidence: the word is not what the sleeper expects, in both samples and before any stop (a
// stopped thread looks at the word again, and is cured). Guard: the C++ library's pool of words
// serves many objects; where several sleep on one word, a change need not wake them all; a sibling
// that runs, that waits for input or for a child, or that sleeps for a time, may be about to
// notify; nobody owns the word, so never proven.
#include <fmt/format.h>

#include <algorithm>
#include <hangar/diag/waitgraph/causes/causes.hpp>
#include <hangar/diag/waitgraph/text.hpp>

namespace hangar::waitgraph {
namespace {

using snapshot::Thread;
using snapshot::WaitKind;

bool missed_its_wake(const Node& node) {
    const Thread& thread = *node.thread;
    const bool plain = thread.wait.kind == WaitKind::atomic ||
                       thread.wait.kind == WaitKind::semaphore ||
                       thread.wait.kind == WaitKind::future;
    const auto& word = thread.wait.word;  // a System V semaphore has none
    return plain && thread.settled && !thread.wait.ends_by_itself() && word && !word->pooled &&
           word->wake_was_missed();
}

bool is_alone_there(const Node& node) {
    return std::ranges::count_if(node.process->threads, [&node](const Thread& thread) {
               return thread.wait.word && thread.wait.address == node.thread->wait.address;
           }) == 1;
}

// It sleeps, and neither for a time only nor for want of something that it would pass on.
bool is_idle(const Thread& thread) {
    if (thread.ended()) return true;
    const bool on_input = !thread.wait.fds.empty() || thread.wait.kind == WaitKind::child;
    return thread.settled && !on_input && !thread.wait.ends_by_itself();
}

}  // namespace

void find_lost_wakeup(Scene& scene) {
    for (const Node& node : scene.graph().nodes()) {
        if (!missed_its_wake(node)) continue;
        const auto& word = *node.thread->wait.word;
        Verdict verdict = verdict_on(scene, Cause::lost_wakeup, {&node});
        doubt(verdict, Confidence::likely, "nobody owns what it waits for");
        verdict.summary = fmt::format(
            "{} sleeps until {:#x} is no longer {}, but it holds {} already: nobody woke it after "
            "the change",
            who_where(node), node.thread->wait.address, word.expected, *word.value);
        if (node.live && !std::ranges::all_of(node.process->threads, is_idle))
            doubt(verdict, Confidence::possible, "another thread may be about to wake it");
        if (!is_alone_there(node))
            doubt(verdict, Confidence::possible,
                  "another thread that waits there may have been woken");
        verdict.advice =
            "Notify after every store that a waiter may wait for: an atomic's store alone wakes "
            "nobody (call notify_one or notify_all).";
        if (!node.live) scene.claim(node);
        scene.report(std::move(verdict));
    }
}

}  // namespace hangar::waitgraph
