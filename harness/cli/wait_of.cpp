// SPDX-License-Identifier: Apache-2.0
#include <hangar/diag/dump/words.hpp>
#include <hangar/diag/snapshot/take.hpp>
#include <hangar/harness/cli/wait_of.hpp>

namespace hangar::cli {

std::string wait_of(pid_t pid) {
    using namespace std::chrono_literals;
    snapshot::Options options;
    options.descendants = false;
    options.interval = 0ms;
    options.deadline = os::Deadline::after(200ms);
    const auto seen = snapshot::take(pid, options);
    const auto* process = seen ? seen->process(pid) : nullptr;
    if (process == nullptr || process->threads.empty()) return {};
    return dump::printable(dump::wait_text(*seen, *process, process->threads.front()));
}

}  // namespace hangar::cli
