// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>

#include <hangar/backends/runtime/task.hpp>
#include <hangar/diag/os/pidfd.hpp>
#include <hangar/harness/run/examination.hpp>

namespace hangar::run {

// Looks at a slow test, at growing intervals, for a proven deadlock. Nobody is stopped by it.
// Only the runner's thread may touch it.
class HangWatch {
  public:
    // `keeps_looking`: for a deadlock; otherwise it looks once.
    HangWatch(Services& services, const os::Pidfd& process, bool keeps_looking)
        : services_(services), process_(process), keeps_looking_(keeps_looking) {}

    // A deadlock is one that two looks in a row have proven: then it returns true. Otherwise it
    // goes on until it is cancelled; it returns false after the first look where no deadlock is
    // looked for. `on_change` hears what a look found, when that is something new.
    [[nodiscard]] runtime::Task<bool> run(
        std::function<runtime::Task<void>(const Finding&)> on_change);

    // What the last look that brought something found.
    [[nodiscard]] const std::optional<Finding>& last() const noexcept { return last_; }

  private:
    runtime::Task<std::optional<Finding>> look();

    Services& services_;
    const os::Pidfd& process_;
    bool keeps_looking_;
    std::optional<Finding> last_;
};

}  // namespace hangar::run
