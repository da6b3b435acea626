// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <hangar/diag/os/pidfd.hpp>
#include <hangar/diag/os/process_tag.hpp>

namespace hangar::reap {

// How a test's sleeper comes up.
struct SleeperTraits {
    std::vector<std::string> environment;  // all of it
    std::optional<os::ProcessTag> tag;
    bool daemon = false;          // a session of its own, and its parent is gone
    bool ignores_sigint = false;  // handed down by exec
    uid_t user = 0;               // 0: the test's own
};

// A process that executes `sleep 300` and looks like every other; killed with this. It runs its
// program when the constructor returns. A daemon comes to whoever adopts it, us if we are a
// subreaper.
class Sleeper {
  public:
    explicit Sleeper(const SleeperTraits& traits = {});
    ~Sleeper();
    Sleeper(const Sleeper&) = delete;
    Sleeper& operator=(const Sleeper&) = delete;

    [[nodiscard]] const os::ProcessId& id() const noexcept { return process_.id(); }
    [[nodiscard]] const os::Pidfd& handle() const noexcept { return process_; }
    [[nodiscard]] bool runs() const { return os::is_running(id()); }

  private:
    os::Pidfd process_;
};

}  // namespace hangar::reap
