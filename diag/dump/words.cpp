// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <hangar/diag/dump/words.hpp>
#include <hangar/diag/os/signals.hpp>
#include <hangar/diag/waitgraph/diagnose.hpp>

namespace hangar::dump {
namespace {

std::string named(long id, const std::string& name) {
    return fmt::format("{} \"{}\"", id, printable(name));
}

std::string timeout_text(const snapshot::Wait& wait) {
    if (!wait.timeout) return "no timeout";
    return fmt::format("at most {}", duration_text(*wait.timeout));
}

}  // namespace

std::string duration_text(std::chrono::milliseconds duration) {
    const auto ms = duration.count();
    if (ms < 1000) return fmt::format("{} ms", ms);
    if (ms < 60'000) return fmt::format("{:.1f} s", static_cast<double>(ms) / 1000.0);
    if (ms < 3'600'000) return fmt::format("{} min {} s", ms / 60'000, ms / 1000 % 60);
    return fmt::format("{} h {} min", ms / 3'600'000, ms / 60'000 % 60);
}

std::string party_text(const snapshot::Snapshot& snapshot, const waitgraph::Party& party) {
    const snapshot::Process* process = snapshot.process(party.pid);
    if (process == nullptr) return fmt::format("process {}", party.pid);
    const snapshot::Thread* thread = party.tid != 0 ? process->thread(party.tid) : nullptr;
    const std::string whole = named(process->pid, process->name);
    if (thread == nullptr || process->threads.size() == 1) return "process " + whole;
    return fmt::format("thread {} of {}", named(thread->tid, thread->name), whole);
}

std::string wait_text(const snapshot::Snapshot& snapshot, const snapshot::Process& process,
                      const snapshot::Thread& thread) {
    if (thread.state == 'Z' || thread.state == 'X') return "ended";
    if (thread.wait.kind == snapshot::WaitKind::none)
        return thread.syscall || thread.state == 'R' ? "running" : "not known";
    std::string text = waitgraph::object_of(snapshot, process, thread);
    const std::string detail = waitgraph::detail_of(snapshot, process, thread);
    if (text.empty()) text = name(thread.wait.kind);
    if (!detail.empty()) text += ", " + detail;
    return printable(text);
}

std::string wait_and_time_text(const snapshot::Snapshot& snapshot, const snapshot::Process& process,
                               const snapshot::Thread& thread) {
    std::string text = wait_text(snapshot, process, thread);
    if (thread.wait.kind == snapshot::WaitKind::none) return text;
    if (thread.since) text += "; for " + duration_text(*thread.since);
    return text + "; " + timeout_text(thread.wait);
}

std::string state_text(const snapshot::Process& process) {
    if (process.state == 'T' && process.stop_signal != 0)
        return "stopped by " + os::signal_name(process.stop_signal);
    switch (process.state) {
        case 'R':
            return "running";
        case 'S':
            return "asleep";
        case 'D':
            return "in an uninterruptible wait";
        case 'T':
            return "stopped";
        case 't':
            return "stopped by its tracer";
        case 'Z':
            return process.ended() ? "a zombie" : "without its first thread, which has ended";
        case 'X':
            return "gone";
        case 'I':
            return "idle";
        default:
            return "in a state that is not known";
    }
}

std::string printable(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool is_control = byte < 0x20 || byte == 0x7f;
        if (is_control)
            out += fmt::format("\\x{:02x}", byte);
        else
            out += c;
    }
    return out;
}

std::string shortened(std::string text, std::size_t most) {
    if (text.size() <= most) return text;
    text.resize(most);
    return text + "...";
}

}  // namespace hangar::dump
