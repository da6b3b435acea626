// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <signal.h>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// A set of signals. A value; any thread.
class SignalSet {
  public:
    SignalSet() noexcept { sigemptyset(&set_); }
    SignalSet(std::initializer_list<int> signals) noexcept;
    [[nodiscard]] static SignalSet all() noexcept;
    // From the hexadecimal mask of /proc/PID/status (bit 0 is signal 1). The C library's own
    // signals, 32 and 33, are never members of a set.
    [[nodiscard]] static SignalSet from_mask(std::uint64_t mask) noexcept;
    [[nodiscard]] std::uint64_t mask() const noexcept;

    void add(int signal) noexcept { sigaddset(&set_, signal); }
    void remove(int signal) noexcept { sigdelset(&set_, signal); }
    [[nodiscard]] bool contains(int signal) const noexcept {
        return sigismember(&set_, signal) == 1;
    }
    [[nodiscard]] bool empty() const noexcept;
    [[nodiscard]] std::vector<int> list() const;
    [[nodiscard]] const sigset_t& native() const noexcept { return set_; }

  private:
    sigset_t set_{};
};

// Blocks signals in the calling thread until it goes. Requires: destroyed by the same thread.
class ScopedSignalBlock {
  public:
    explicit ScopedSignalBlock(const SignalSet& set) noexcept;
    ~ScopedSignalBlock();
    ScopedSignalBlock(const ScopedSignalBlock&) = delete;
    ScopedSignalBlock& operator=(const ScopedSignalBlock&) = delete;

  private:
    sigset_t before_{};
};

// A child's duty before it does anything: every disposition default, nothing blocked.
void reset_signals() noexcept;  // async-signal-safe

// One of them alone: what the parent had ignored is else inherited over exec.
void restore_default(int signal) noexcept;  // async-signal-safe
// For a signal whose cause an errno tells as well: SIGPIPE, SIGXFSZ.
void ignore_signal(int signal) noexcept;  // async-signal-safe
// In the calling thread, and those it starts, from now on.
void block_for_good(const SignalSet& set) noexcept;

// A descriptor that reads signals. Requires: they are blocked in every thread.
[[nodiscard]] Result<Fd> make_signalfd(const SignalSet& set);
// The signals that came, in order; empty when none has.
[[nodiscard]] Result<std::vector<int>> read_signalfd(int fd);

// "SIGSEGV"; "signal 64" for one without a name.
[[nodiscard]] std::string signal_name(int signal);

}  // namespace hangar::os
