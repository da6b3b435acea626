// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include <hangar/backends/spawn/backend.hpp>
#include <hangar/diag/os/pidfd.hpp>

namespace hangar::spawn {

// A process that carries actors on threads, from its owner's side: forked by the fork worker, so as
// warm as any fork. Any thread.
class Host {
  public:
    // Errors: as of ForkWorker::fork; EMFILE.
    [[nodiscard]] static os::Result<std::shared_ptr<Host>> start(ChildMain main,
                                                                 const HostDuties* duties);
    Host(os::Pidfd process, os::Fd orders) noexcept;
    // Closes it, if nobody has: at most two seconds, and what still runs in it is killed.
    ~Host();
    Host(const Host&) = delete;
    Host& operator=(const Host&) = delete;

    [[nodiscard]] const os::Pidfd& process() const noexcept { return process_; }
    [[nodiscard]] bool has_ended() const;
    // Whether it can be given more actors, for all we know.
    [[nodiscard]] bool takes_orders();
    // Has it carry one more: its thread ends as `lifeline` does, whose other end tells.
    // Errors: EPIPE when it has ended, and never heard of it.
    [[nodiscard]] os::Status carry(const SpawnRequest& request, const os::Fd& lifeline);
    // No more orders: it ends when its actors have.
    void close() noexcept;
    // Collects it. Requires: it has ended.
    [[nodiscard]] os::WaitStatus status();

  private:
    os::Pidfd process_;
    std::mutex lock_;  // of all below
    os::Fd orders_;
    std::optional<os::WaitStatus> status_;
};

}  // namespace hangar::spawn
