// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <string>

namespace hangar::os {

// How a process ended, or that it stopped: one type for what wait(2) and waitid(2) tell.
// A value; any thread.
class WaitStatus {
  public:
    enum class Kind { exited, signalled, stopped, continued };

    [[nodiscard]] static WaitStatus exited(int code) noexcept;
    [[nodiscard]] static WaitStatus signalled(int signal, bool core = false) noexcept;
    [[nodiscard]] static WaitStatus from_wait(int status) noexcept;               // waitpid's
    [[nodiscard]] static WaitStatus from_siginfo(int code, int status) noexcept;  // waitid's

    [[nodiscard]] Kind kind() const noexcept { return kind_; }
    [[nodiscard]] bool ended() const noexcept {
        return kind_ == Kind::exited || kind_ == Kind::signalled;
    }
    [[nodiscard]] bool success() const noexcept { return kind_ == Kind::exited && value_ == 0; }
    [[nodiscard]] int exit_code() const noexcept;  // requires: exited
    [[nodiscard]] int signal() const noexcept;     // requires: not exited
    [[nodiscard]] bool dumped_core() const noexcept { return core_; }
    // As a shell or Python would count it: the exit code, or minus the signal.
    [[nodiscard]] int returncode() const noexcept;
    // "exit status 3", "signal 11 (SIGSEGV)", "signal 6 (SIGABRT), core dumped"
    [[nodiscard]] std::string describe() const;
    friend bool operator==(const WaitStatus&, const WaitStatus&) = default;

  private:
    Kind kind_ = Kind::exited;
    int value_ = 0;
    bool core_ = false;
};

}  // namespace hangar::os
