// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <sys/wait.h>

#include <hangar/diag/os/invariant.hpp>
#include <hangar/diag/os/signals.hpp>
#include <hangar/diag/os/wait_status.hpp>

namespace hangar::os {

WaitStatus WaitStatus::exited(int code) noexcept {
    WaitStatus status;
    status.value_ = code;
    return status;
}

WaitStatus WaitStatus::signalled(int signal, bool core) noexcept {
    WaitStatus status;
    status.kind_ = Kind::signalled;
    status.value_ = signal;
    status.core_ = core;
    return status;
}

WaitStatus WaitStatus::from_wait(int status) noexcept {
    if (WIFEXITED(status)) return exited(WEXITSTATUS(status));
    if (WIFSIGNALED(status)) return signalled(WTERMSIG(status), WCOREDUMP(status));
    WaitStatus result;
    result.kind_ = WIFCONTINUED(status) ? Kind::continued : Kind::stopped;
    result.value_ = WIFCONTINUED(status) ? SIGCONT : WSTOPSIG(status);
    return result;
}

WaitStatus WaitStatus::from_siginfo(int code, int status) noexcept {
    WaitStatus result;
    result.value_ = status;
    switch (code) {
        case CLD_EXITED:
            result.kind_ = Kind::exited;
            return result;
        case CLD_KILLED:
            result.kind_ = Kind::signalled;
            return result;
        case CLD_DUMPED:
            result.kind_ = Kind::signalled;
            result.core_ = true;
            return result;
        case CLD_TRAPPED:
        case CLD_STOPPED:
            result.kind_ = Kind::stopped;
            return result;
        case CLD_CONTINUED:
            result.kind_ = Kind::continued;
            return result;
    }
    broken_invariant("the siginfo is a child's");
}

int WaitStatus::exit_code() const noexcept {
    require(kind_ == Kind::exited, "only what exited has an exit code");
    return value_;
}

int WaitStatus::signal() const noexcept {
    require(kind_ != Kind::exited, "what exited has no signal");
    return value_;
}

int WaitStatus::returncode() const noexcept {
    return kind_ == Kind::exited ? value_ : -value_;
}

std::string WaitStatus::describe() const {
    const auto with_signal = [this](const char* before) {
        return fmt::format("{}signal {} ({})", before, value_, signal_name(value_));
    };
    switch (kind_) {
        case Kind::exited:
            return fmt::format("exit status {}", value_);
        case Kind::signalled:
            return with_signal("") + (core_ ? ", core dumped" : "");
        case Kind::stopped:
            return with_signal("stopped by ");
        case Kind::continued:
            return with_signal("continued by ");
    }
    broken_invariant("every kind of wait status is described");
}

}  // namespace hangar::os
