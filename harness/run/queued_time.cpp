// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <hangar/diag/os/proc_children.hpp>
#include <hangar/diag/os/proc_schedule.hpp>
#include <hangar/harness/run/queued_time.hpp>

namespace hangar::run {
namespace {

os::Duration longest_queued(const os::ProcessId& id) {
    os::Duration longest{};
    const auto process = os::ProcDir::open(id);
    if (!process) return longest;
    for (const int tid : process->numbers("task").value_or(std::vector<int>())) {
        const auto thread = process->task(tid);
        const auto count = thread ? os::read_run_count(*thread) : tl::unexpected(thread.error());
        if (count) longest = std::max<os::Duration>(longest, count->queued);
    }
    return longest;
}

}  // namespace

os::Duration queued_time(const os::ProcessId& process) {
    os::Duration sum = longest_queued(process);
    for (const auto& id : os::descendants_of(process).value_or(std::vector<os::ProcessId>()))
        sum += longest_queued(id);
    return sum;
}

}  // namespace hangar::run
