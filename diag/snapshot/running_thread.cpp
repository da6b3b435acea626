// SPDX-License-Identifier: Apache-2.0
#include <sys/syscall.h>

#include <algorithm>
#include <array>
#include <hangar/diag/os/proc_maps.hpp>
#include <hangar/diag/os/proc_schedule.hpp>
#include <hangar/diag/snapshot/running_thread.hpp>
#include <hangar/diag/snapshot/target_memory.hpp>
#include <set>
#include <thread>
#include <utility>
#include <vector>

namespace hangar::snapshot {
namespace {

os::IoCount io_count(pid_t pid, pid_t tid) {
    return os::ProcDir::open(pid)
        .and_then([tid](const os::ProcDir& dir) { return dir.task(tid); })
        .and_then(os::read_io_count)
        .value_or(os::IoCount());
}

std::chrono::nanoseconds time_on_cpu(pid_t pid, pid_t tid) {
    return os::ProcDir::open(pid)
        .and_then([tid](const os::ProcDir& dir) { return dir.task(tid); })
        .and_then(os::read_run_count)
        .value_or(os::RunCount())
        .on_cpu;
}

// A loop's counter may stand on the stack and never in a register: then it is another one whenever
// the thread has run. A loop that calls this and that has a few contents there, over and over. Who
// did not run while we looked may have changed anything.
bool stack_changes(pid_t pid, pid_t tid, std::uint64_t stack_pointer) {
    constexpr std::uint64_t below = 128;  // what the ABI lets a function use there
    constexpr std::size_t words = 256;
    constexpr int most_looks = 60;
    constexpr int enough = 6;
    constexpr int too_few = 4;
    const TargetMemory memory(pid);
    std::set<std::vector<std::uint64_t>> contents;
    int seen = 0;
    auto ran = time_on_cpu(pid, tid);
    for (int look = 0; look < most_looks && seen < enough; ++look) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        const auto before = std::exchange(ran, time_on_cpu(pid, tid));
        if (ran == before) continue;
        auto now = memory.read_array<std::uint64_t>(stack_pointer - below, words);
        if (now.empty()) return true;
        contents.insert(std::move(now));
        ++seen;
    }
    return seen < too_few || static_cast<int>(contents.size()) + 1 >= seen;
}

enum class Call { yield, other, none };

// The system call that returns there, if it is sched_yield as the C library makes it. None: the
// thread was interrupted, and the kernel did something else meanwhile.
Call call_before(pid_t pid, std::uint64_t return_address) {
    constexpr std::array<std::uint8_t, 7> yield{0xb8, SYS_sched_yield,
                                                0,    0,
                                                0,            // mov eax, number
                                                0x0f, 0x05};  // syscall
    const auto code = TargetMemory(pid).read<std::array<std::uint8_t, yield.size()>>(
        return_address - yield.size());
    if (!code) return Call::other;
    if (*code == yield) return Call::yield;
    return (*code)[5] == yield[5] && (*code)[6] == yield[6] ? Call::other : Call::none;
}

// A yield moves nothing, and whoever does nothing else waits for somebody. Who also makes another
// call, which may well move something, does not.
bool only_yields(pid_t pid, const std::set<std::uint64_t>& return_addresses) {
    bool yields = false;
    for (const std::uint64_t address : return_addresses) {
        const Call call = call_before(pid, address);
        if (call == Call::other) return false;
        yields = yields || call == Call::yield;
    }
    return yields;
}

// Of files that programs only look things up in, such as the C library's caches, nothing is
// awaited.
bool may_be_written_by_others(const os::ProcMap& map) {
    return map.shared && map.inode != 0 && !map.path.starts_with("/usr/") &&
           !map.path.starts_with("/var/cache/");
}

bool has_shared_memory(pid_t pid) {
    const auto maps = os::ProcDir::open(pid).and_then(os::read_maps);
    return maps && std::ranges::any_of(*maps, may_be_written_by_others);
}

}  // namespace

RunningThread::RunningThread(pid_t pid, pid_t tid, os::RegisterSampler sampler)
    : pid_(pid), tid_(tid), sampler_(std::move(sampler)), before_(io_count(pid, tid)) {}

os::Result<RunningThread> RunningThread::watch(pid_t pid, pid_t tid) {
    auto sampler = os::RegisterSampler::start(tid);
    if (!sampler) return tl::unexpected(sampler.error());
    return RunningThread(pid, tid, std::move(*sampler));
}

bool RunningThread::was_seen_too_little() const {
    constexpr std::size_t enough = 60;
    const std::size_t seen = sampler_.counts().samples;
    return seen > 0 && seen < enough;
}

SpinSamples RunningThread::samples() const {
    const auto counts = sampler_.counts();
    const os::IoCount now = io_count(pid_, tid_);
    SpinSamples seen;
    seen.samples = static_cast<unsigned>(counts.samples);
    seen.distinct = static_cast<unsigned>(counts.distinct);
    seen.in_kernel = static_cast<unsigned>(counts.in_kernel);
    seen.bytes_moved =
        now.bytes_read - before_.bytes_read + now.bytes_written - before_.bytes_written;
    if (seen.bytes_moved == 0)
        seen.empty_calls = now.reads - before_.reads + now.writes - before_.writes;
    const bool yields =
        seen.empty_calls == 0 && seen.bytes_moved == 0 && only_yields(pid_, counts.calls);
    if (yields) seen.empty_calls = seen.in_kernel;
    if (seen.repeats_itself()) {
        seen.stack_changes = stack_changes(pid_, tid_, counts.stack_pointer);
        seen.shared_memory = has_shared_memory(pid_);
    }
    return seen;
}

}  // namespace hangar::snapshot
