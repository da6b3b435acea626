// SPDX-License-Identifier: Apache-2.0
// Waits on a word in memory: who owns it, or who could change it.
#include <hangar/diag/waitgraph/broken_waits.hpp>
#include <hangar/diag/waitgraph/needs.hpp>

namespace hangar::waitgraph {
namespace {

using snapshot::FutexWord;
using snapshot::Process;
using snapshot::Thread;
using snapshot::WaitKind;

// Those that have the same memory mapped; else every process of the tree, which may.
void add_sharers(const Picture& picture, const Process& process, const FutexWord& word,
                 Need& need) {
    Clause& clause = need.all.back();
    if (word.sharers) {
        for (const pid_t pid : *word.sharers)
            if (pid != process.pid) clause.any.push_back({{pid, 0}, false});
        return;
    }
    need.doubt(Confidence::possible, "it lies in memory that others may map");
    for (const Process& other : picture.snapshot().processes)
        if (other.in_tree && other.pid != process.pid && !other.ended())
            clause.any.push_back({{other.pid, 0}, false});
}

pid_t memory_of(const Process& process) {
    return process.memory_of != 0 ? process.memory_of : process.pid;
}

// Anybody who can reach the word may change it: the siblings, who runs in the same memory, a
// signal's handler, who maps it.
Need by_anybody(const Picture& picture, const Process& process, const FutexWord& word) {
    Need need;
    need.all.push_back({.any = {{{process.pid, 0}, false}}});
    for (const Process& other : picture.snapshot().processes)
        if (other.pid != process.pid && memory_of(other) == memory_of(process) && !other.ended())
            need.all.back().any.push_back({{other.pid, 0}, false});
    need.doubt(Confidence::likely, "nobody owns what it waits for");
    if (word.shared_memory) add_sharers(picture, process, word, need);
    if (Picture::handled_signals(process) != 0)
        need.doubt(Confidence::possible, handlers_doubt(process));
    return need;
}

Need by_owner(const Picture& picture, const Process& process, pid_t owner, const FutexWord& word) {
    Need need;
    Clause& clause = need.all.emplace_back();
    const Process* found = picture.process_of(owner);
    const bool reaches =
        found != nullptr && (memory_of(*found) == memory_of(process) || word.process_shared);
    if (reaches) {
        clause.any.push_back({{found->pid, owner}, true});
        return need;
    }
    // It lives, but we don't see it.
    if (word.process_shared && word.owner_process != 0) return live_need();
    if (word.process_shared && word.shared_memory && !word.sharers)
        need.doubt(Confidence::likely, "its owner may be of another pid namespace");
    const bool inherited =
        word.owner_process == 0 || picture.is_forebear(word.owner_process, process);
    if (!inherited)
        need.doubt(Confidence::likely, "a thread of another process has the owner's number now");
    return need;
}

Need lock(const Picture& picture, const Process& process, const Thread& thread) {
    const FutexWord& word = *thread.wait.word;
    if (word.owner_died) return live_need();  // the kernel wakes the next one
    if (!word.owner || word.owner_unknown) return by_anybody(picture, process, word);
    return by_owner(picture, process, *word.owner, word);
}

Need join(const Process& process, const Thread& thread) {
    const auto target = static_cast<pid_t>(thread.wait.target);
    const Thread* joined = process.thread(target);
    if (joined == nullptr || joined->ended()) return live_need();  // it is about to return
    Need need;
    need.all.push_back({.any = {{{process.pid, target}, true}}});
    return need;
}

}  // namespace

Need memory_need(const Picture& picture, const Process& process, const Thread& thread) {
    if (thread.wait.kind == WaitKind::join) return join(process, thread);
    if (!thread.wait.word) return live_need();
    switch (thread.wait.kind) {
        case WaitKind::mutex:
        case WaitKind::rwlock:
            return lock(picture, process, thread);
        default:
            return by_anybody(picture, process, *thread.wait.word);
    }
}

}  // namespace hangar::waitgraph
