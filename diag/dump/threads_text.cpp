// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <hangar/diag/dump/frames_text.hpp>
#include <hangar/diag/dump/threads_text.hpp>
#include <hangar/diag/dump/words.hpp>
#include <hangar/diag/waitgraph/text.hpp>

namespace hangar::dump {
namespace {

using snapshot::Process;
using snapshot::Snapshot;
using snapshot::Thread;

using Group = std::vector<const Thread*>;

// In the order of their first threads.
std::vector<Group> groups_of(const Process& process) {
    std::vector<Group> groups;
    for (const Thread& thread : process.threads) {
        const auto same = std::ranges::find_if(
            groups, [&](const Group& group) { return group.front()->frames == thread.frames; });
        if (same != groups.end())
            same->push_back(&thread);
        else
            groups.push_back({&thread});
    }
    return groups;
}

std::string thread_line(const Snapshot& snapshot, const Process& process, const Thread& thread) {
    std::string line =
        fmt::format("  thread {} {} [{}]\n", thread.tid, printable(waitgraph::quoted(thread.name)),
                    wait_and_time_text(snapshot, process, thread));
    if (!thread.error.empty()) line += fmt::format("    {}\n", printable(thread.error));
    return line;
}

std::string indented(const std::string& text) {
    std::string out;
    std::string_view rest = text;
    while (!rest.empty()) {
        const auto line = rest.substr(0, rest.find('\n'));
        out += fmt::format("    {}\n", line);
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    }
    return out;
}

}  // namespace

std::string threads_text(const Snapshot& snapshot, const Process& process) {
    std::string text;
    for (const Group& group : groups_of(process)) {
        const bool has_stack = !group.front()->frames.empty();
        if (has_stack && group.size() > 1)
            text += fmt::format("  {} threads with the same stack:\n", group.size());
        for (const Thread* thread : group) text += thread_line(snapshot, process, *thread);
        text += indented(frames_text(group.front()->frames));
    }
    return text;
}

}  // namespace hangar::dump
