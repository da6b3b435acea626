// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include <hangar/diag/dump/examine.hpp>
#include <hangar/diag/dump/frames_text.hpp>
#include <hangar/diag/os/signals.hpp>
#include <hangar/harness/cli/crash_command.hpp>

namespace hangar::cli {
namespace {

using namespace std::chrono_literals;

constexpr int not_there = 2;
constexpr std::size_t most_frames = 60;  // what exhausted the stack is in the first few

// Without the handler's own: what lies outside of the frame in which the signal was handled.
std::vector<snapshot::Frame> interrupted(const snapshot::Thread& thread) {
    const auto handled = std::ranges::find_if(thread.frames, &snapshot::Frame::signal_frame);
    if (handled == thread.frames.end()) return thread.frames;
    return {handled + 1, thread.frames.end()};
}

std::string stack_text(std::vector<snapshot::Frame> frames) {
    const std::size_t all = frames.size();
    frames.resize(std::min(all, most_frames));
    std::string text = dump::frames_text(frames);
    if (all > most_frames) text += fmt::format("and {} more\n", all - most_frames);
    return text;
}

}  // namespace

int show_crash(const CrashCommand& command, const run::Host& host) {
    dump::ExamineOptions options;
    options.descendants = false;
    options.interval = 0ms;
    options.stop = dump::Stop::never;
    options.deadline = os::Deadline::after(8s);
    const auto dump = dump::examine(command.pid, options);
    const auto* process = dump ? dump->snapshot.process(command.pid) : nullptr;
    const auto* thread = process != nullptr ? process->thread(command.tid) : nullptr;
    if (thread == nullptr || thread->frames.empty()) return not_there;
    host.out(fmt::format("----- {} in thread {} \"{}\" -----\n{}-----\n",
                         os::signal_name(command.signal), thread->tid, thread->name,
                         stack_text(interrupted(*thread))));
    return 0;
}

}  // namespace hangar::cli
