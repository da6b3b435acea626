// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

// The task tree as it lies in memory: plain nodes and links behind one exported symbol,
// `hangar_task_registry`, so that another process (or a debugger, or a reader of a core file) can
// walk the tasks of a program that no longer answers.
//
//   registry -> loops -> root task -> nurseries -> tasks -> leaf frame -> parent frames
//                                          \-> scope -> parent scopes
//
// Only the thread that runs a loop writes its nodes; a reader outside copies, bounds every walk and
// believes no pointer. All words are native; times are steady-clock nanoseconds. A change of a
// node's layout changes `layout_version`. layout.test.cpp pins every offset.
namespace hangar::tasks {

inline constexpr std::uint32_t layout_version = 1;
inline constexpr std::uint32_t registry_magic = 0x52474e48;  // "HNGR"

// What a suspended frame waits for. The number is part of the layout: append only.
enum class WaitKind : std::uint32_t {
    none = 0,      // it runs, or is ready to
    sleep = 1,     // object: none; the deadline is its timer's
    event = 2,     // object: the Event
    send = 3,      // object: the Channel that is full
    receive = 4,   // object: the Channel that is empty
    nursery = 5,   // object: the NurseryNode whose tasks must end
    readable = 6,  // object: the descriptor's number
    writable = 7,  // object: the descriptor's number
    exit = 8,      // object: the pid
    thread = 9,    // object: the helper thread's job
    reply = 10,    // object: the Reply
    lock = 11,     // object: the Lock
    yield = 12,    // object: none; it lets others run
    frame = 13,    // object: the ipc channel on which a frame is expected
};

// One coroutine's activation. `location` is what std::source_location holds: a pointer to
// { const char* file; const char* function; uint32_t line; uint32_t column; } of its latest await.
struct FrameNode {
    const FrameNode* parent = nullptr;  // who awaits it; null at the task's bottom
    const void* location = nullptr;
    const void* object = nullptr;
    std::int64_t since_ns = 0;  // when it began to wait: the time of the loop's turn
    WaitKind kind = WaitKind::none;
    std::uint32_t reserved = 0;
};

struct ScopeNode {
    static constexpr std::uint32_t cancel_requested = 1;
    static constexpr std::uint32_t shielded = 2;

    const ScopeNode* parent = nullptr;
    std::int64_t deadline_ns = INT64_MAX;  // INT64_MAX: none
    const char* cancelled_by = nullptr;    // static text; null while nobody has
    std::uint32_t flags = 0;
    std::uint32_t reserved = 0;
};

struct NurseryNode;

struct TaskNode {
    TaskNode* next = nullptr;  // siblings in their nursery: a ring without a head
    TaskNode* previous = nullptr;
    const FrameNode* leaf = nullptr;  // the innermost activation
    const ScopeNode* scope = nullptr;
    const NurseryNode* nurseries = nullptr;  // those it has open, innermost first
    const char* name = nullptr;              // static text
    std::uint64_t id = 0;                    // unique in its loop
};

struct NurseryNode {
    const NurseryNode* outer = nullptr;  // the next one that the same task has open
    TaskNode* tasks = nullptr;           // any of the ring; null: empty
    const ScopeNode* scope = nullptr;
    std::uint64_t count = 0;
};

struct LoopNode {
    LoopNode* next = nullptr;
    const TaskNode* root = nullptr;
    const TaskNode* current = nullptr;  // the task that runs now; null between tasks
    std::int64_t turn_ns = 0;           // when the current turn began
    std::uint64_t turns = 0;
    std::int32_t thread = 0;  // the kernel's tid
    std::uint32_t reserved = 0;
    char actor[48] = {};  // the actor's name, cut to fit, NUL-terminated
};

struct Registry {
    std::uint32_t magic = registry_magic;
    std::uint32_t version = layout_version;
    std::uint32_t frame_size = sizeof(FrameNode);
    std::uint32_t scope_size = sizeof(ScopeNode);
    std::uint32_t task_size = sizeof(TaskNode);
    std::uint32_t nursery_size = sizeof(NurseryNode);
    std::uint32_t loop_size = sizeof(LoopNode);
    std::uint32_t reserved = 0;
    LoopNode* loops = nullptr;
};

// Enters and leaves the process's list of loops. Any thread.
void register_loop(LoopNode& loop) noexcept;
void unregister_loop(LoopNode& loop) noexcept;
// A forked child runs none of its parent's loops. Requires: it is the child's only thread.
void forget_loops_in_child() noexcept;

}  // namespace hangar::tasks

extern "C" __attribute__((visibility("default"))) hangar::tasks::Registry hangar_task_registry;
