// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <hangar/diag/dump/examine.hpp>
#include <hangar/diag/dump/stack_reader.hpp>
#include <hangar/diag/snapshot/late_holders.hpp>
#include <hangar/diag/snapshot/take.hpp>
#include <hangar/diag/waitgraph/diagnose.hpp>

namespace hangar::dump {
namespace {

snapshot::Options evidence_options(const ExamineOptions& options, StackReader& stacks) {
    snapshot::Options evidence;
    evidence.descendants = options.descendants;
    evidence.interval = options.interval;
    evidence.deadline = options.deadline;
    evidence.own = options.own;
    if (options.stacks) {
        // The interval is for this; where it is too short, it gets longer.
        evidence.between = [&stacks](snapshot::Snapshot& snapshot, os::Deadline) {
            stacks.read_blocked(snapshot);
        };
    }
    return evidence;
}

// What is to be said for certain takes another look at who could end the wait; and that a lock is
// held to no end, at who may be about to get it in a message.
bool takes_another_look(const waitgraph::Diagnosis& diagnosis) {
    return std::ranges::any_of(diagnosis.verdicts, [](const waitgraph::Verdict& verdict) {
        return verdict.confidence == waitgraph::Confidence::proven ||
               (verdict.confidence == waitgraph::Confidence::likely &&
                verdict.cause == waitgraph::Cause::file_lock_held);
    });
}

void judge(Dump& dump, const ExamineOptions& options) {
    dump.diagnosis = waitgraph::diagnose(dump.snapshot);
    if (takes_another_look(dump.diagnosis) &&
        snapshot::add_late_holders(dump.snapshot, options.own, options.deadline))
        dump.diagnosis = waitgraph::diagnose(dump.snapshot);
}

Dump unfinished(Dump dump) {
    dump.snapshot.complete = false;
    dump.snapshot.errors.emplace_back("the reading of the last stacks did not end");
    return dump;
}

std::chrono::microseconds since(os::TimePoint start) {
    return std::chrono::ceil<std::chrono::microseconds>(os::Clock::now() - start);
}

}  // namespace

os::Result<Dump> examine(pid_t pid, const ExamineOptions& options) {
    const auto start = os::Clock::now();
    StackReader stacks({options.stop, options.symbols, options.deadline});
    auto evidence = snapshot::take(pid, evidence_options(options, stacks));
    if (!evidence) return tl::unexpected(evidence.error());

    Dump dump{std::move(*evidence), {}};
    judge(dump, options);
    if (options.stacks && StackReader::has_rest(dump.snapshot)) {
        if (options.on_stage) options.on_stage(unfinished(dump));
        stacks.read_rest(dump.snapshot);
        judge(dump, options);
    }
    stacks.report_symbols(dump.snapshot);
    dump.snapshot.total = since(start);
    return dump;
}

}  // namespace hangar::dump
