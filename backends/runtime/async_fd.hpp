// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include <hangar/backends/runtime/park.hpp>
#include <hangar/backends/runtime/reactor.hpp>
#include <hangar/backends/runtime/task.hpp>
#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/pidfd.hpp>
#include <hangar/diag/os/signals.hpp>

namespace hangar::runtime {

// A descriptor whose readiness tasks can await: on the current loop, one reader and one writer at
// a time. Owns it, and makes it non-blocking. Ready means that a read or write is worth trying:
// somebody else may have been quicker. Only its loop's thread may touch it. Requires: it goes
// before its loop.
class AsyncFd {
  public:
    using Direction = Reactor::Descriptor::Direction;

    class [[nodiscard]] Wait final : public Park {
      public:
        // `object` is what the task's frame shows: the descriptor's number, or a pid.
        Wait(Reactor::Descriptor& descriptor, Direction direction, tasks::WaitKind kind,
             std::uintptr_t object) noexcept;
        void await_resume() const { throw_if_cancelled(); }

      private:
        void arm() override;
        void disarm() noexcept override { descriptor_.forget(direction_); }

        Reactor::Descriptor& descriptor_;
        Direction direction_;
    };

    // Errors: throws OsError (EBADF, EMFILE). What the kernel cannot watch, a regular file or
    // /dev/null, is always ready.
    explicit AsyncFd(os::Fd fd);
    ~AsyncFd();
    AsyncFd(AsyncFd&&) noexcept = default;
    AsyncFd& operator=(AsyncFd&&) = delete;

    [[nodiscard]] int get() const noexcept { return fd_.get(); }
    // `kind` is what the task's frame shows, if it is more than that there is something to read.
    [[nodiscard]] Wait readable(tasks::WaitKind kind = tasks::WaitKind::readable) noexcept;
    [[nodiscard]] Wait writable() noexcept;
    // Whether the process behind a pidfd has ended. Requires: it is a pidfd.
    [[nodiscard]] Wait exited(pid_t pid) noexcept;
    // For waits that are no task's: a callback. One user of each direction at a time.
    [[nodiscard]] Reactor::Descriptor& descriptor() noexcept { return *watched_; }
    [[nodiscard]] os::Fd release() noexcept;  // ends the watch; whoever waits goes on

  private:
    os::Fd fd_;
    std::unique_ptr<Reactor::Descriptor> watched_;
};

// Waits until the process has ended. Nothing is collected; works on processes that are no child;
// several tasks may wait for one.
[[nodiscard]] Task<void> wait_exit(const os::Pidfd& process);

// The signals of a set, as they come. Requires: they are blocked in every thread.
class SignalStream {
  public:
    explicit SignalStream(const os::SignalSet& set);
    // Those that came, at least one.
    [[nodiscard]] Task<std::vector<int>> next();

  private:
    AsyncFd fd_;
};

}  // namespace hangar::runtime
