// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

// The task tree as it lies in memory: plain nodes and links behind one exported symbol,
// `hangar_task_registry`, so that another process (or a debugger, or a reader of a core file) can
// walk the tasks of a program that no longer answers.
//
//   registry -> loops -> root task -> nurseries -> tasks -> leaf frame -> parent frames
//                \                         \-> scope -> parent scopes
//                 \-> peers -> calls that they made of us
//
// Only the thread that runs a loop writes its nodes; a reader outside copies, bounds every walk and
// believes no pointer. All words are native; times are steady-clock nanoseconds. A change of a
// node's layout changes `layout_version`. layout.test.cpp pins every offset.
namespace hangar::tasks {

inline constexpr std::uint32_t layout_version = 2;
inline constexpr std::uint32_t registry_magic = 0x52474e48;  // "HNGR"

// What a suspended frame waits for. The number is part of the layout: append only.
enum class WaitKind : std::uint32_t {
    none = 0,       // it runs, or is ready to
    sleep = 1,      // object: none; the deadline is its timer's
    event = 2,      // object: the Event
    send = 3,       // object: the Channel that is full
    receive = 4,    // object: the Channel that is empty
    nursery = 5,    // object: the NurseryNode whose tasks must end
    readable = 6,   // object: the descriptor's number
    writable = 7,   // object: the descriptor's number
    exit = 8,       // object: the pid
    thread = 9,     // object: the helper thread's job
    reply = 10,     // object: the Reply
    lock = 11,      // object: the Lock
    yield = 12,     // object: none; it lets others run
    frame = 13,     // object: the ipc channel on which a frame is expected
    call = 14,      // object: the CallNode of a call that another actor has not answered
    signal = 15,    // object: the descriptor's number; a signal to the process
    accept = 16,    // object: the descriptor's number; whoever connects to it
    forever = 17,   // object: none; it waits to be cancelled
    context = 18,   // object: the CallNode of a context whose other end has not started or ended
    item = 19,      // object: the CallNode of a context whose other end has not sent an item
    room = 20,      // object: the CallNode of a context whose other end has no room for an item
    terminal = 21,  // object: the CallNode of a context whose other end waits for the terminal
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

// What the object of a `lock` wait begins with.
struct LockNode {
    const TaskNode* holder = nullptr;  // null: free, or handed to one that has not run since
};

struct PeerNode;

// A call between two actors, or a context: on the side that began what its frames wait for, on the
// other side in the list of what its peer is answered.
struct CallNode {
    // In the id of a context: calls and contexts are counted apart.
    static constexpr std::uint64_t is_context = std::uint64_t{1} << 63U;

    CallNode* next = nullptr;
    const PeerNode* peer = nullptr;  // the other actor
    const TaskNode* task = nullptr;  // who answers it; null on the caller's side
    std::uint64_t id = 0;            // the caller's, unique per channel and direction
};

// Another actor that a loop has a channel to.
struct PeerNode {
    static constexpr std::uint32_t is_parent = 1;  // else it is a child
    static constexpr std::uint32_t ended = 2;      // the channel has

    PeerNode* next = nullptr;
    CallNode* served = nullptr;            // its calls that are not answered yet
    const NurseryNode* nursery = nullptr;  // the one that a child lives in
    std::int64_t cancel_sent_ns = 0;       // when it was asked to end; 0: never
    std::int64_t cancel_acknowledged_ns = 0;
    std::uint64_t start_time = 0;  // of its process, in clock ticks since boot
    std::int32_t pid = 0;
    std::uint32_t flags = 0;
    std::uint8_t uid[16] = {};
    char name[48] = {};  // cut to fit, NUL-terminated
};

struct LoopNode {
    static constexpr std::uint32_t virtual_time = 1;  // its times are no steady clock's

    LoopNode* next = nullptr;
    const TaskNode* root = nullptr;
    const TaskNode* current = nullptr;  // the task that runs now; null between tasks
    std::int64_t turn_ns = 0;           // when the current turn began
    std::uint64_t turns = 0;
    std::int32_t thread = 0;  // the kernel's tid
    std::uint32_t flags = 0;
    char actor[48] = {};        // the actor's name, cut to fit, NUL-terminated
    std::uint8_t uid[16] = {};  // the actor's; zero for a loop without one
    PeerNode* peers = nullptr;
};

// How the process answers SIGUSR1. Written by one thread. While no dump runs (`begun` equals
// `finished`) `answer` is there; it belongs together if `begun` is still the same afterwards.
struct StackscopeNode {
    std::int32_t armed_pid = 0;  // the process that handles the signal; a forked copy does not
    std::uint32_t reserved = 0;
    std::uint64_t begun = 0;  // dumps, each for all signals that came before it
    std::uint64_t finished = 0;
    const std::byte* answer = nullptr;  // the latest merged tree, as the actors encode it
    std::uint64_t answer_size = 0;
};

struct Registry {
    std::uint32_t magic = registry_magic;
    std::uint32_t version = layout_version;
    std::uint32_t frame_size = sizeof(FrameNode);
    std::uint32_t scope_size = sizeof(ScopeNode);
    std::uint32_t task_size = sizeof(TaskNode);
    std::uint32_t nursery_size = sizeof(NurseryNode);
    std::uint32_t loop_size = sizeof(LoopNode);
    std::uint32_t peer_size = sizeof(PeerNode);
    // Itself: who looks through a stripped program's data for the magic word knows it by that.
    const Registry* self = nullptr;
    LoopNode* loops = nullptr;
    StackscopeNode stackscope;
};

// Enters and leaves the process's list of loops. Any thread.
void register_loop(LoopNode& loop) noexcept;
void unregister_loop(LoopNode& loop) noexcept;
// A forked child runs none of its parent's loops. Requires: it is the child's only thread.
void forget_loops_in_child() noexcept;

}  // namespace hangar::tasks

extern "C" __attribute__((visibility("default"))) hangar::tasks::Registry hangar_task_registry;
