// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include <hangar/backends/runtime/task.hpp>
#include <hangar/diag/os/pidfd.hpp>
#include <hangar/harness/run/finding.hpp>
#include <hangar/harness/run/services.hpp>

namespace hangar::run {

// A look at a running test by the examiner, `hangar why`, in a process of its own: a sick test
// can cost an answer, but never the runner. No thread that is blocked is stopped, and the whole is
// bounded. It is killed if this goes before it has ended. Only the runner's thread may touch it.
class Examination {
  public:
    // `folder`: absolute; where the whole dump is left. Empty: nowhere.
    // Errors: ENOENT where there is no examiner; Launcher's.
    [[nodiscard]] static os::Result<Examination> start(Services& services, pid_t pid,
                                                       const std::string& folder);
    Examination(Examination&&) noexcept = default;
    Examination& operator=(Examination&&) = delete;
    ~Examination();

    // Until it has ended or its time is up. Empty: it brought nothing.
    [[nodiscard]] runtime::Task<std::optional<Finding>> finding();

  private:
    Examination(Services& services, os::Fd answer) noexcept
        : services_(&services), answer_(std::move(answer)) {}

    Services* services_;
    os::Fd answer_;
    os::Pidfd process_;
};

}  // namespace hangar::run
