// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>

#include <hangar/diag/snapshot/descriptor.hpp>

namespace hangar::snapshot {

// A pipe or FIFO that somebody waits on. Who holds its ends stands in the processes' descriptors.
struct Pipe {
    std::uint64_t inode = 0;
    std::uint64_t device = 0;      // 0 for a pipe
    std::uint64_t queued = 0;      // bytes to read
    std::uint64_t capacity = 0;    // bytes; a pipe may be full with fewer: its slots count
    std::optional<bool> readable;  // in both samples: a read would not wait
    std::optional<bool> writable;  // in both samples: a write would not wait
    friend bool operator==(const Pipe&, const Pipe&) = default;
};

// A socket that somebody waits on, or the other end of one.
struct Socket {
    enum class Family { unix_domain, inet, other };
    std::uint64_t inode = 0;
    std::uint64_t network = 0;  // its network namespace
    Family family = Family::other;
    bool stream = true;
    bool listening = false;
    bool connected = false;
    bool local = false;               // its other end is on this machine, if it has one
    std::uint64_t peer = 0;           // the other end's inode; 0: none, unknown or not yet accepted
    std::uint64_t waiting_at = 0;     // not yet accepted: the inode of the listener
    std::uint64_t receive_queue = 0;  // bytes to read
    std::uint64_t send_queue = 0;     // bytes that the other end has not read
    std::uint64_t send_buffer = 0;    // its limit; 0: unknown
    std::uint32_t backlog = 0;        // listening: connections that nobody accepted
    std::string name;                 // a path or an address, for people
    friend bool operator==(const Socket&, const Socket&) = default;
};

// A request for a file lock that waits for another one.
struct LockWait {
    FileLock wanted;
    FileLock held;
    friend bool operator==(const LockWait&, const LockWait&) = default;
};

// A thread that was refused a TCP port, since somebody has it, and that pauses.
struct RefusedPort {
    pid_t pid = 0;
    pid_t tid = 0;
    std::string address;       // that it asked for
    std::string held_as;       // that the holder has; the same, or a wildcard
    std::uint64_t holder = 0;  // the inode of the listener that has it
    bool visited = false;      // somebody is connected to that, or was a moment ago
    bool stale = false;        // the address only lies where calls that returned have left it
    friend bool operator==(const RefusedPort&, const RefusedPort&) = default;
};

}  // namespace hangar::snapshot
