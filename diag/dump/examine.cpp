// SPDX-License-Identifier: Apache-2.0
#include <hangar/diag/dump/examine.hpp>
#include <hangar/diag/dump/stack_reader.hpp>
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
    dump.diagnosis = waitgraph::diagnose(dump.snapshot);
    if (options.stacks && StackReader::has_rest(dump.snapshot)) {
        if (options.on_stage) options.on_stage(unfinished(dump));
        stacks.read_rest(dump.snapshot);
        dump.diagnosis = waitgraph::diagnose(dump.snapshot);
    }
    stacks.report_symbols(dump.snapshot);
    dump.snapshot.total = since(start);
    return dump;
}

}  // namespace hangar::dump
