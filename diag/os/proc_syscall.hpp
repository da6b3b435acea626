// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// What /proc/PID/task/TID/syscall tells of a thread, without stopping it. A value; any thread.
// Source: proc(5).
struct ProcSyscall {
    enum class State {
        running,  // on a processor or ready for one: nothing else is known
        outside,  // off the processor, yet in no system call (stopped, faulting): sp and pc only
        inside,   // blocked in system call `number`
        ended,    // a zombie: nothing is known
    };

    State state = State::running;
    std::int64_t number = -1;
    std::array<std::uint64_t, 6> arguments{};
    std::uint64_t sp = 0;
    std::uint64_t pc = 0;

    // Whether sp and pc are known, so that the stack can be read.
    [[nodiscard]] bool at_rest() const noexcept {
        return state == State::outside || state == State::inside;
    }
    friend bool operator==(const ProcSyscall&, const ProcSyscall&) = default;
};

// Empty if `text` is no such line; any bytes may come.
[[nodiscard]] std::optional<ProcSyscall> parse_syscall(std::string_view text);
// Errors: ProcDir's (EACCES and EPERM: we may not ptrace it); EBADMSG for a line that is none.
[[nodiscard]] Result<ProcSyscall> read_syscall(const ProcDir& thread);

}  // namespace hangar::os
