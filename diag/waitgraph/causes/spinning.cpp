// SPDX-License-Identifier: Apache-2.0
// spinning: a thread uses a whole processor and gets nowhere.
// Evidence: on a processor, or queued for one, nearly all the time between the samples, with its
// registers and its stack the same again and again. Guard: to compute or to copy is not to hang:
// whoever moves bytes, or whose registers or stack change, is only possible; so is a loop over
// system calls, unless these are reads, writes and yields that move nothing; and whoever loops
// while another thread, of its process or of the tree, works may well be about to get what it waits
// for. So may who has memory mapped that others can write, or asks a descriptor that never blocks:
// the other side may be anybody's.
#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <hangar/diag/waitgraph/causes/causes.hpp>
#include <hangar/diag/waitgraph/text.hpp>

namespace hangar::waitgraph {
namespace {

using snapshot::Thread;

bool ran_all_the_time(const snapshot::Snapshot& snapshot, const Thread& thread) {
    const auto wanted = thread.ran_between + thread.queued_between;
    return thread.state == 'R' && thread.ran_between.count() > 0 &&
           wanted * 10 >= snapshot.interval * 8;
}

bool is_in_calls(const Thread& thread) {
    return thread.spin && thread.spin->in_kernel * 2 >= thread.spin->samples;
}

bool changes_nothing(const Thread& thread) {
    if (!thread.spin || !thread.spin->repeats_itself()) return false;
    const auto& seen = *thread.spin;
    return !seen.stack_changes && seen.bytes_moved == 0 &&
           (!is_in_calls(thread) || seen.empty_calls > 0);
}

bool works(const Thread& thread) {
    return !thread.settled && !thread.ended() && !changes_nothing(thread);
}

bool works(const snapshot::Process& process) {
    return process.in_tree && !process.examiner &&
           std::ranges::any_of(process.threads, [](const Thread& thread) { return works(thread); });
}

// Who spins does not work, so that only others do. What it polls may be in memory that it shares,
// or at the end of a pipe: whoever works could be the one.
bool gets_nowhere(const snapshot::Snapshot& snapshot, const Thread& thread) {
    const auto process_works = [](const snapshot::Process& process) { return works(process); };
    return changes_nothing(thread) && std::ranges::none_of(snapshot.processes, process_works);
}

bool never_blocks(const snapshot::Descriptor& fd) {
    using snapshot::FdKind;
    const bool has_other_side = fd.kind == FdKind::pipe || fd.kind == FdKind::fifo ||
                                fd.kind == FdKind::socket || fd.kind == FdKind::eventfd ||
                                fd.kind == FdKind::tty;
    return has_other_side && (fd.flags & O_NONBLOCK) != 0;
}

bool may_poll_for_others(const Node& node) {
    const Thread& thread = *node.thread;
    return thread.spin->shared_memory ||
           (is_in_calls(thread) && std::ranges::any_of(node.process->fds, never_blocks));
}

std::string time_text(const Scene& scene, const Node& node) {
    const Thread& thread = *node.thread;
    std::string text = fmt::format("{} ran for {} of {} us", who(node), thread.ran_between.count(),
                                   scene.snapshot().interval.count());
    if (thread.queued_between.count() > 0)
        text += fmt::format(", and was ready for {} us more, without a processor",
                            thread.queued_between.count());
    return text;
}

}  // namespace

void find_spinning(Scene& scene) {
    for (const Node& node : scene.graph().nodes()) {
        const Thread& thread = *node.thread;
        if (!node.process->in_tree || !ran_all_the_time(scene.snapshot(), thread)) continue;
        Verdict verdict{.cause = Cause::spinning, .confidence = Confidence::possible};
        add_party(verdict, node.party.pid, node.party.tid);
        verdict.evidence.push_back(time_text(scene, node));
        const bool spins = gets_nowhere(scene.snapshot(), thread);
        if (spins) {
            verdict.confidence = Confidence::likely;
            verdict.evidence.push_back(
                fmt::format("its registers had {} different contents in {} samples",
                            thread.spin->distinct, thread.spin->samples));
            if (may_poll_for_others(node))
                doubt(verdict, Confidence::possible,
                      "what it polls may be changed by others: it has memory mapped that they can "
                      "write, or a descriptor that does not block");
        }
        verdict.summary = fmt::format(
            "{} runs all the time{}", who_where(node),
            spins ? ", in a loop that changes nothing: it spins" : ": it computes, or it spins");
        verdict.advice =
            "Block instead of polling: wait on a condition, or on the descriptor; stop "
            "reading one that is at its end.";
        scene.report(std::move(verdict));
    }
}

}  // namespace hangar::waitgraph
