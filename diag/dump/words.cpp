// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <hangar/diag/dump/syscall_text.hpp>
#include <hangar/diag/dump/words.hpp>
#include <hangar/diag/os/signals.hpp>
#include <hangar/diag/waitgraph/diagnose.hpp>
#include <hangar/diag/waitgraph/text.hpp>

namespace hangar::dump {
namespace {

std::string named(long id, const std::string& name) {
    return fmt::format("{} {}", id, printable(waitgraph::quoted(name)));
}

// How many bytes of UTF-8 the letter takes that `text` begins with; 0: it begins with none, or with
// a control character.
std::size_t letter_size(std::string_view text) {
    const auto byte = [text](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    const unsigned first = byte(0);
    if (first < 0x80) return first < 0x20 || first == 0x7f ? 0 : 1;
    const std::size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || text.size() < size) return 0;
    for (std::size_t at = 1; at < size; ++at)
        if ((byte(at) & 0xc0U) != 0x80) return 0;
    const bool control = first == 0xc2 && byte(1) < 0xa0;
    const bool too_long = (first == 0xe0 && byte(1) < 0xa0) || (first == 0xf0 && byte(1) < 0x90);
    return control || too_long ? 0 : size;
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
    if (!is_understood(thread))
        return "a call that is not understood, " + syscall_text(*thread.syscall);
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

bool is_understood(const snapshot::Thread& thread) {
    const bool called = thread.syscall && thread.syscall->state == os::ProcSyscall::State::inside;
    return thread.wait.kind != snapshot::WaitKind::other || !called;
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
    while (!text.empty()) {
        const std::size_t size = letter_size(text);
        if (size == 0)
            out += fmt::format("\\x{:02x}", static_cast<unsigned char>(text.front()));
        else
            out += text.substr(0, size);
        text.remove_prefix(std::max<std::size_t>(size, 1));
    }
    return out;
}

std::string shortened(std::string text, std::size_t most) {
    if (text.size() <= most) return text;
    text.resize(most);
    return text + "...";
}

}  // namespace hangar::dump
