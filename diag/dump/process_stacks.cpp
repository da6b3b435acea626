// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cerrno>
#include <hangar/diag/dump/process_stacks.hpp>
#include <hangar/diag/unwind/at_rest.hpp>
#include <hangar/diag/unwind/by_stopping.hpp>

namespace hangar::dump {
namespace {

// A thread that does not stop by then is inside the kernel.
constexpr std::chrono::milliseconds patience{100};

// A process whose leader has ended shows its maps, its memory and its files only at a thread that
// lives.
struct Living {
    pid_t id = 0;
    os::ProcDir dir;
};

os::Result<Living> find_living(const snapshot::Process& process, const os::ProcDir& dir) {
    const pid_t id = process.reader_id();
    auto found = id == process.pid ? os::ProcDir::open(id) : dir.task(id);
    if (!found) return tl::unexpected(found.error());
    return Living{id, std::move(*found)};
}

snapshot::Frame frame_of(const unwind::RawFrame& raw, const symbols::Resolved& resolved) {
    snapshot::Frame frame;
    frame.pc = raw.pc;
    frame.module = resolved.module;
    frame.offset = resolved.offset;
    return frame;
}

}  // namespace

os::Result<ProcessStacks> ProcessStacks::open(snapshot::Process& process,
                                              const StackReader::Options& options,
                                              symbols::Symbolizer& symbolizer) {
    auto dir = os::ProcDir::open(os::ProcessId{process.pid, process.start_time});
    if (!dir) return tl::unexpected(dir.error());
    auto living = find_living(process, *dir);
    if (!living) return tl::unexpected(living.error());
    auto image = unwind::ProcessImage::open(living->id, living->dir);
    if (!image) return tl::unexpected(image.error());
    return ProcessStacks(process, options, symbolizer, std::move(*dir), std::move(living->dir),
                         std::move(*image));
}

ProcessStacks::ProcessStacks(snapshot::Process& process, const StackReader::Options& options,
                             symbols::Symbolizer& symbolizer, os::ProcDir dir, os::ProcDir files,
                             unwind::ProcessImage image)
    : process_(process),
      options_(options),
      symbolizer_(symbolizer),
      dir_(std::move(dir)),
      files_(std::move(files)),
      image_(std::move(image)),
      unwinder_(unwind::make_unwinder(unwind::UnwinderKind::call_frame_info)) {}

void ProcessStacks::read_at_rest() {
    for (snapshot::Thread& thread : process_.threads) {
        if (!thread.frames.empty() || options_.deadline.passed()) continue;
        const auto task = dir_.task(thread.tid);
        if (!task) continue;  // it ended: the second sample says so
        const auto stack = unwind::read_at_rest(*task, image_, *unwinder_, options_.deadline);
        if (stack) put(thread, *stack);
        const bool is_told = stack || stack.error().code == EAGAIN || os::is_gone(stack.error());
        if (!is_told) thread.error = stack.error().message();
    }
}

std::chrono::microseconds ProcessStacks::read_by_stopping() {
    std::chrono::microseconds longest{};
    const std::vector<pid_t> tids = without_frames();
    for (const auto& stopped :
         unwind::read_by_stopping(dir_, tids, image_, *unwinder_, patience,
                                  options_.stop == Stop::all, options_.deadline)) {
        longest = std::max(longest, stopped.stopped);
        const auto thread =
            std::ranges::find(process_.threads, stopped.tid, &snapshot::Thread::tid);
        if (stopped.stack)
            put(*thread, *stopped.stack);
        else if (!os::is_gone(stopped.stack.error()))
            thread->error = stopped.stack.error().message();
    }
    return longest;
}

std::vector<pid_t> ProcessStacks::without_frames() const {
    std::vector<pid_t> tids;
    for (const snapshot::Thread& thread : process_.threads) {
        const bool is_cut = options_.stop == Stop::all && !thread.error.empty();
        const bool ended = thread.state == 'Z' || thread.state == 'X';
        if (!ended && (thread.frames.empty() || is_cut)) tids.push_back(thread.tid);
    }
    return tids;
}

void ProcessStacks::put(snapshot::Thread& thread, const unwind::RawStack& stack) {
    thread.frames.clear();
    thread.error = stack.complete ? std::string() : "its stack is not whole: " + stack.error;
    for (const unwind::RawFrame& raw : stack.frames) put_frame(thread, raw);
}

void ProcessStacks::put_frame(snapshot::Thread& thread, const unwind::RawFrame& raw) {
    const auto resolved = options_.symbols
                              ? symbolizer_.resolve(image_.modules(), files_, raw.pc, raw.is_return)
                              : symbols::place(image_.modules(), raw.pc, raw.is_return);
    for (const symbols::Location& location : resolved.locations) {
        snapshot::Frame frame = frame_of(raw, resolved);
        frame.function = location.function;
        frame.file = location.file;
        frame.line = location.line;
        frame.inlined = location.inlined;
        thread.frames.push_back(std::move(frame));
    }
    if (resolved.locations.empty()) thread.frames.push_back(frame_of(raw, resolved));
    thread.frames.back().signal_frame = raw.signal_frame;
}

}  // namespace hangar::dump
