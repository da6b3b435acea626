// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <hangar/diag/os/proc_syscall.hpp>
#include <hangar/diag/snapshot/frame.hpp>
#include <hangar/diag/snapshot/wait.hpp>

namespace hangar::snapshot {

// What a running thread's registers were at many instants between the samples, and what else it
// did meanwhile: a loop that changes nothing shows the same few contents again and again.
struct SpinSamples {
    unsigned samples = 0;
    unsigned distinct = 0;
    unsigned in_kernel = 0;         // how many of the samples found it in a system call
    bool stack_changes = true;      // what lies around its stack pointer does
    std::uint64_t bytes_moved = 0;  // read or written
    std::uint64_t empty_calls = 0;  // reads and writes, if they moved nothing
    bool shared_memory = false;     // it has some mapped: whoever has it too may end the loop

    [[nodiscard]] bool repeats_itself() const noexcept {
        return samples >= 20 && distinct * 2 <= samples;
    }
    friend bool operator==(const SpinSamples&, const SpinSamples&) = default;
};

// A thread at the instant of a snapshot. A value.
struct Thread {
    pid_t tid = 0;
    std::string name;
    char state = '?';  // R S D T t Z X I
    std::optional<os::ProcSyscall> syscall;
    // Off the processor in the very same wait from the first sample to the last: only then is
    // `wait` evidence of anything.
    bool settled = false;
    Wait wait;
    // How long ago it ran last, where the kernel tells.
    std::optional<std::chrono::milliseconds> since;

    std::uint64_t blocked = 0;   // signal masks, bit 0 is signal 1
    std::uint64_t pending = 0;   // for this very thread
    std::uint64_t switches = 0;  // how often it was put on a processor, up to the last sample
    std::chrono::microseconds ran_between{};     // processor time between the samples
    std::chrono::microseconds queued_between{};  // when it could have run, but had no processor
    std::optional<SpinSamples> spin;  // of one that ran all the time, where it can be told
    pid_t inner_tid = 0;              // its id in its own pid namespace; 0: the same
    // It does not share the process's: what a number means to it is not known.
    bool own_descriptors = false;

    std::vector<Frame> frames;  // innermost first; empty: not read
    std::string error;          // why something of it could not be read

    [[nodiscard]] bool ended() const noexcept { return state == 'Z' || state == 'X'; }
    friend bool operator==(const Thread&, const Thread&) = default;
};

}  // namespace hangar::snapshot
