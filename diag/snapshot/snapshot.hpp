// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include <hangar/diag/snapshot/objects.hpp>
#include <hangar/diag/snapshot/process.hpp>
#include <hangar/diag/tasks/tree.hpp>

namespace hangar::snapshot {

// A process tree at an instant, with whoever holds the other ends of what it waits on: all that a
// diagnosis needs, so that a recorded one can be diagnosed again. A value; take() makes one,
// json.hpp saves and loads it, waitgraph::diagnose() judges it.
struct Snapshot {
    pid_t root = 0;
    std::chrono::system_clock::time_point time{};
    bool complete = true;  // false: `errors` says what is missing
    // False: somebody may hold the other end of something and not be among the processes.
    bool holders_complete = true;
    std::vector<std::string> errors;
    std::chrono::microseconds total{};        // reading it took this long, the interval included
    std::chrono::microseconds interval{};     // between the samples
    std::chrono::microseconds stopped_max{};  // the longest that a thread was kept stopped
    std::vector<pid_t> forebears;             // the root's parent, its parent, and so on
    std::vector<Process> processes;           // the root first, in the order they were found
    std::vector<Pipe> pipes;
    std::vector<Socket> sockets;
    std::vector<LockWait> lock_waits;
    std::vector<RefusedPort> refused_ports;  // in both samples
    tasks::TaskTree tasks;                   // of the processes with hangar inside

    [[nodiscard]] const Process* process(pid_t pid) const noexcept;
    [[nodiscard]] Process* process(pid_t pid) noexcept;
    [[nodiscard]] const Process* process_of_thread(pid_t tid) const noexcept;
    [[nodiscard]] const Pipe* pipe(const Descriptor& fd) const noexcept;
    [[nodiscard]] const Socket* socket(std::uint64_t inode) const noexcept;
    friend bool operator==(const Snapshot&, const Snapshot&) = default;
};

}  // namespace hangar::snapshot
