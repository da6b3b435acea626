// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <hangar/diag/core/core_stacks.hpp>
#include <hangar/diag/symbols/symbolizer.hpp>

namespace hangar::core {
namespace {

constexpr std::size_t most_stack = 8U << 20U;
constexpr std::uint64_t red_zone = 128;  // what a leaf function may keep below its stack pointer

symbols::ModuleMap modules_of(const CoreFile& core, CoreMemory& memory) {
    return {core.maps(), [&memory](std::uint64_t address, std::span<std::byte> into) {
                return memory.read_some(address, into);
            }};
}

std::string text_of(const symbols::Location& location) {
    const std::string function = location.function.empty() ? "?" : location.function;
    if (location.line == 0) return function;
    return fmt::format("{} ({}:{})", function, location.file, location.line);
}

std::string file_name(const std::string& path) {
    return path.substr(path.find_last_of('/') + 1);
}

}  // namespace

CoreStacks::CoreStacks(const CoreFile& core, CoreMemory& memory, ProgramFiles& files)
    : core_(core),
      memory_(memory),
      files_(files),
      image_(modules_of(core, memory)),
      unwinder_(unwind::make_unwinder(unwind::UnwinderKind::call_frame_info)) {}

unwind::RawStack CoreStacks::unwind(const CoreThread& thread, os::Deadline deadline) {
    const std::uint64_t start = thread.registers.sp() - std::min(thread.registers.sp(), red_zone);
    const os::ProcMap* map = os::find_map(core_.maps(), start);
    std::vector<std::byte> bytes(
        map == nullptr ? 0 : std::min<std::uint64_t>(map->end - start, most_stack));
    bytes.resize(bytes.empty() ? 0 : memory_.read_some(start, bytes).value_or(0));
    unwind::StackSample sample{thread.registers, unwind::StackCopy(start, std::move(bytes))};
    return unwinder_->unwind(sample, image_, deadline);
}

void CoreStacks::add_lines(const unwind::RawFrame& frame, std::vector<std::string>& lines) {
    const auto placed = symbols::place(image_.modules(), frame.pc, frame.is_return);
    ProgramFiles::Opened* file = placed.module.empty() ? nullptr : files_.find(placed.module);
    const std::uint64_t inside = placed.offset - (frame.is_return ? 1 : 0);
    if (file != nullptr) {
        const auto& locations = file->elf.locate(inside);
        for (const symbols::Location& each : locations) lines.push_back(text_of(each));
        if (!locations.empty()) return;
    }
    lines.push_back(placed.module.empty()
                        ? fmt::format("{:#x}", frame.pc)
                        : fmt::format("{:#x} ({})", placed.offset, file_name(placed.module)));
}

std::vector<std::string> CoreStacks::lines_of(pid_t tid, os::Deadline deadline) {
    const auto& threads = core_.notes().threads;
    const auto thread = std::ranges::find(threads, tid, &CoreThread::tid);
    std::vector<std::string> lines;
    if (thread == threads.end()) return lines;
    const auto stack = unwind(*thread, deadline);
    for (const unwind::RawFrame& frame : stack.frames) add_lines(frame, lines);
    if (!stack.complete) lines.push_back("(ends here: " + stack.error + ')');
    return lines;
}

}  // namespace hangar::core
