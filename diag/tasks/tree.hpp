// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <hangar/diag/os/process.hpp>
#include <hangar/diag/tasks/layout.hpp>

// What the tasks of a tree of actors do: one value, however it was read. Flat lists and indexes
// into them, so that depth costs nothing; -1 is none. Durations are nanoseconds.
namespace hangar::tasks {

// How an actor's part came. The number crosses channels: append only.
enum class Source : std::uint8_t {
    loop = 0,     // its own loop answered
    outside = 1,  // read from its process's memory, without its help
    core = 2,     // read from a core file
};
constexpr Source last_enumerator(Source) {
    return Source::core;
}

inline constexpr std::int64_t no_time = INT64_MIN;  // for durations that do not apply

// A line of the program that tasks stand at.
struct Place {
    std::string function;
    std::string file;
    std::uint32_t line = 0;
    friend bool operator==(const Place&, const Place&) = default;
};

struct Frame {
    std::int32_t place = -1;  // into Actor::places
    std::uint32_t wait = 0;   // a WaitKind; a number of a later version is kept
    std::uint64_t object = 0;
    std::int64_t waited = no_time;
    // What the object is: of a lock the holder (into tasks), of a nursery itself (into nurseries),
    // of a call or a context whom it waits for (into peers).
    std::int32_t target = -1;
    std::uint64_t call = 0;  // a call's id, or a context's
    friend bool operator==(const Frame&, const Frame&) = default;
};

struct Scope {
    std::int32_t parent = -1;
    std::int64_t left = no_time;  // until its deadline; negative: it has passed
    bool shielded = false;
    bool cancelled = false;
    std::string cancelled_by;
    friend bool operator==(const Scope&, const Scope&) = default;
};

struct Nursery {
    std::int32_t task = -1;  // whose it is
    std::int32_t scope = -1;
    friend bool operator==(const Nursery&, const Nursery&) = default;
};

struct Task {
    std::uint64_t id = 0;
    std::string name;
    std::int32_t nursery = -1;  // in which it runs; -1 for the root
    std::int32_t scope = -1;    // the innermost
    std::vector<Frame> frames;  // innermost first
    friend bool operator==(const Task&, const Task&) = default;
};

// Whether it waits for another actor: then `target` and `call` say whom, and where.
[[nodiscard]] bool waits_for_a_peer(const Frame& frame) noexcept;
// "call 7", "context 2"
[[nodiscard]] std::string call_name(std::uint64_t call);

// A call of a peer's that a task of ours answers, or a context that it serves.
struct Served {
    std::uint64_t call = 0;
    std::int32_t task = -1;
    friend bool operator==(const Served&, const Served&) = default;
};

// Another actor that this one has a channel to.
struct Peer {
    std::string name;
    std::string uid;
    os::ProcessId process;
    bool parent = false;  // else a child
    bool ended = false;   // the channel has
    std::int32_t nursery = -1;
    std::int64_t cancel_sent = no_time;  // so long ago
    std::int64_t cancel_acknowledged = no_time;
    std::vector<Served> served;
    friend bool operator==(const Peer&, const Peer&) = default;
};

// An actor, or any other event loop.
struct Actor {
    std::string name;
    std::string uid;  // 32 hexadecimal digits; empty for a loop that is no actor
    os::ProcessId process;
    std::string program;
    std::int32_t thread = 0;
    Source source = Source::loop;
    bool virtual_time = false;
    std::uint64_t turns = 0;
    std::int64_t turn_began = 0;  // so long ago
    std::int32_t running = -1;    // the task that runs now
    std::vector<Task> tasks;      // the root first
    std::vector<Nursery> nurseries;
    std::vector<Scope> scopes;
    std::vector<Place> places;
    std::vector<Peer> peers;
    std::vector<std::string> stack;  // of its thread, innermost first, where it was read
    std::vector<std::string> notes;  // what could not be read, or not be believed

    [[nodiscard]] std::string parent_uid() const;  // of the actor whose child it is
    // Whether every index is in its list, and no scope is its own ancestor. What was read is;
    // what came over a channel is asked.
    [[nodiscard]] bool is_sound() const;
    friend bool operator==(const Actor&, const Actor&) = default;
};

struct TaskTree {
    std::vector<Actor> actors;       // in any order; they nest by their uids
    std::vector<std::string> notes;  // about processes as a whole
    friend bool operator==(const TaskTree&, const TaskTree&) = default;
};

// "sleep", "call"; "wait kind 99" for one of a later version.
[[nodiscard]] std::string wait_name(std::uint32_t kind);
[[nodiscard]] std::string_view name(Source source) noexcept;  // "loop", "outside", "core"

}  // namespace hangar::tasks
