// SPDX-License-Identifier: Apache-2.0
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <hangar/diag/os/detached.hpp>
#include <hangar/diag/os/process_tag.hpp>
#include <hangar/diag/os/signals.hpp>
#include <hangar/diag/os/vfork.hpp>
#include <vector>

namespace hangar::os {
namespace {

constexpr int not_executed = 127;
// It does nothing but to end.
constexpr std::chrono::seconds patience_with_the_middle{5};

// What the program's process does, in our memory: nothing here may allocate or take a lock.
struct Steps {
    const DetachedProgram& program;
    std::span<const int> targets;
    const char* failed_step = nullptr;
    int code = 0;

    int operator()() noexcept {
        reset_signals();
        block_for_good(SignalSet::all());
        static_cast<void>(clear_process_tag());  // as far as it may
        if (fails("setsid", new_session())) return not_executed;
        if (fails("chdir", ::chdir("/") == 0 ? 0 : errno)) return not_executed;
        if (fails("dup2", place_fds(program.fds))) return not_executed;
        if (fails("close_range", close_fds_except(targets))) return not_executed;
        static_cast<void>(
            fails("exec", exec_path(program.path.c_str(), program.arguments, program.environment)));
        return not_executed;
    }
    bool fails(const char* step, int error_code) noexcept {
        failed_step = step;
        code = error_code;
        return error_code != 0;
    }
};

std::vector<int> targets_of(std::span<const FdPlacement> fds) {
    std::vector<int> targets;
    for (const FdPlacement& fd : fds) targets.push_back(fd.target);
    std::ranges::sort(targets);
    return targets;
}

}  // namespace

Result<ProcessId> start_detached(const DetachedProgram& program) {
    const std::vector<int> targets = targets_of(program.fds);
    Steps steps{program, targets};
    Result<ProcessId> started = error(ECHILD, "start", program.path);
    // It shares our memory, and this thread waits for it: so it may do what this thread may.
    auto in_the_middle = [&]() noexcept {
        const auto process = vfork_process(steps);
        if (process)
            started = process->id();
        else
            started = tl::unexpected(process.error());
        return 0;
    };
    const auto middle = vfork_process(in_the_middle, 0);
    if (!middle) return tl::unexpected(middle.error());
    static_cast<void>(middle->wait_exit(Deadline::after(patience_with_the_middle)));
    static_cast<void>(middle->collect());
    if (started && steps.code != 0) return error(steps.code, steps.failed_step, program.path);
    return started;
}

void let_examine(const ProcessId& reader) noexcept {
    static_cast<void>(::prctl(PR_SET_PTRACER, reader.pid, 0, 0, 0));
}

}  // namespace hangar::os
