// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <hangar/diag/os/signals.hpp>
#include <hangar/diag/waitgraph/function_name.hpp>
#include <hangar/diag/waitgraph/plumbing.hpp>
#include <hangar/diag/waitgraph/text.hpp>

namespace hangar::waitgraph {

using snapshot::Process;
using snapshot::Thread;
using snapshot::WaitKind;

namespace {

// By somebody else: it does not sleep.
bool is_held(WaitKind kind) {
    return kind == WaitKind::stopped || kind == WaitKind::traced || kind == WaitKind::frozen;
}

}  // namespace

std::string stopped_text(const Process& process) {
    if (process.stop_signal == 0) return "stopped";
    return "stopped by " + os::signal_name(process.stop_signal);
}

std::string quoted(std::string_view name) {
    std::string text(1, '"');
    for (const char c : name) {
        if (c == '"' || c == '\\') text += '\\';
        text += c;
    }
    return text + '"';
}

std::string who(const Process& process) {
    return fmt::format("process {} {}", process.pid, quoted(process.name));
}

std::string who(const Process& process, const Thread& thread) {
    const bool alone = std::ranges::count_if(process.threads,
                                             [](const Thread& each) { return !each.ended(); }) <= 1;
    if (alone && thread.tid == process.pid) return who(process);
    if (thread.tid == process.pid)
        return fmt::format("main thread {} {}", thread.tid, quoted(thread.name));
    return fmt::format("thread {} {} of {}", thread.tid, quoted(thread.name), process.pid);
}

std::string who(const Node& node) {
    return who(*node.process, *node.thread);
}

std::string who_where(const Node& node) {
    const std::string function = function_of(*node.thread);
    return function.empty() ? who(node) : fmt::format("{} in {}", who(node), function);
}

std::string function_of(const Thread& thread) {
    const auto found = std::ranges::find_if_not(thread.frames, is_plumbing);
    return found == thread.frames.end() ? std::string() : function_name(found->function);
}

std::string counted(std::size_t count, std::string_view noun) {
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string duration_text(std::chrono::milliseconds time) {
    using namespace std::chrono_literals;
    if (time < 1s) return fmt::format("{} ms", time.count());
    if (time < 100s) return fmt::format("{:.1f} s", static_cast<double>(time.count()) / 1000.0);
    if (time < 100min) return fmt::format("{} min", time / 1min);
    return fmt::format("{} h", time / 1h);
}

std::string evidence_text(const snapshot::Snapshot& snapshot, const Node& node) {
    const Thread& thread = *node.thread;
    const bool held = is_held(thread.wait.kind);
    std::string line = fmt::format("{}: {}{}", who(node), held ? "it waits for " : "",
                                   object_text(snapshot, *node.process, thread));
    if (const auto detail = detail_text(snapshot, *node.process, thread); !detail.empty())
        line += ", " + detail;
    if (thread.since) line += (held ? ", for " : ", asleep for ") + duration_text(*thread.since);
    if (!held) line += thread.wait.timeout ? ", with a time limit" : ", without a time limit";
    const std::string function = function_of(thread);
    return function.empty() ? line : line + ", in " + function;
}

}  // namespace hangar::waitgraph
