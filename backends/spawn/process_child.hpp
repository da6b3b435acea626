// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/backends/spawn/boot_output.hpp>
#include <hangar/backends/spawn/child.hpp>

namespace hangar::spawn {

// A child in a process of its own, watched and signalled through its pidfd.
class ProcessChild : public Child {
  public:
    ProcessChild(os::Pidfd process, BootOutput output) noexcept
        : process_(std::move(process)), output_(std::move(output)) {}

    [[nodiscard]] const os::ProcessId& process() const noexcept override { return process_.id(); }
    runtime::Task<ChildEnd> wait() override;
    [[nodiscard]] bool ended() const noexcept override { return end_.has_value(); }
    void terminate() noexcept override;
    runtime::Task<std::string> destroy(os::Deadline deadline) override;
    [[nodiscard]] std::vector<pid_t> killed() const override { return killed_; }
    [[nodiscard]] std::string boot_output() const override { return output_.tail(); }

  protected:
    // Waits until the process has ended and collects its status.
    virtual runtime::Task<os::WaitStatus> collect();
    [[nodiscard]] const os::Pidfd& pidfd() const noexcept { return process_; }

  private:
    os::Pidfd process_;
    BootOutput output_;
    std::optional<ChildEnd> end_;
    std::vector<pid_t> killed_;
};

}  // namespace hangar::spawn
