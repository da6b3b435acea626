// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <algorithm>

#include <hangar/diag/dump/process_stacks.hpp>
#include <hangar/diag/dump/stack_reader.hpp>

namespace hangar::dump {
namespace {

bool has_stacks(const snapshot::Process& process) {
    return !process.examiner && !process.kernel_thread && !process.ended() &&
           !process.threads.empty();
}

bool lacks_frames(const snapshot::Process& process) {
    return std::ranges::any_of(process.threads, [](const snapshot::Thread& thread) {
        return thread.state != 'Z' && thread.state != 'X' &&
               (thread.frames.empty() || !thread.error.empty());
    });
}

void report(snapshot::Snapshot& snapshot, std::string error) {
    snapshot.complete = false;
    if (std::ranges::find(snapshot.errors, error) == snapshot.errors.end())
        snapshot.errors.push_back(std::move(error));
}

}  // namespace

StackReader::StackReader(const Options& options)
    : options_(options), symbolizer_(options.deadline) {}

void StackReader::read_blocked(snapshot::Snapshot& snapshot) {
    for (snapshot::Process& process : snapshot.processes) {
        if (!has_stacks(process) || options_.deadline.passed()) continue;
        // What goes wrong here is said by read_rest, if it is still wrong then.
        if (auto stacks = ProcessStacks::open(process, options_, symbolizer_))
            stacks->read_at_rest();
    }
}

bool StackReader::has_rest(const snapshot::Snapshot& snapshot) {
    return std::ranges::any_of(snapshot.processes, [](const snapshot::Process& process) {
        return has_stacks(process) && lacks_frames(process);
    });
}

void StackReader::read_rest(snapshot::Snapshot& snapshot) {
    for (snapshot::Process& process : snapshot.processes) {
        if (!has_stacks(process) || !lacks_frames(process)) continue;
        if (options_.deadline.passed())
            return report(snapshot, "not all stacks: the deadline passed");
        auto stacks = ProcessStacks::open(process, options_, symbolizer_);
        if (!stacks && os::is_gone(stacks.error())) continue;
        if (!stacks) {
            report(snapshot,
                   fmt::format("no stacks of {}: {}", process.pid, stacks.error().message()));
            continue;
        }
        stacks->read_at_rest();
        if (options_.stop == Stop::never) continue;
        snapshot.stopped_max = std::max(snapshot.stopped_max, stacks->read_by_stopping());
    }
}

void StackReader::report_symbols(snapshot::Snapshot& snapshot) const {
    for (std::string& error : symbolizer_.errors()) snapshot.errors.push_back(std::move(error));
}

}  // namespace hangar::dump
