// SPDX-License-Identifier: Apache-2.0
// Waits for what the kernel counts: System V semaphores and message queues.
#include <hangar/diag/waitgraph/broken_waits.hpp>
#include <hangar/diag/waitgraph/needs.hpp>

namespace hangar::waitgraph {
namespace {

using snapshot::Process;

// A POSIX queue is open in those who send and receive. False: there may be more than we see.
bool add_holders(const Picture& picture, const Process& process, int number, Need& need) {
    const snapshot::Descriptor* fd = process.descriptor(number);
    if (fd == nullptr || key_of(*fd).number == 0 || !picture.snapshot().holders_complete)
        return false;
    for (const Holder& holder : picture.holders(key_of(*fd))) {
        if (holder.process->examiner) return false;
        if (holder.process->pid != process.pid)
            need.all.back().any.push_back({{holder.process->pid, 0}, true});
    }
    need.doubt(Confidence::likely, "any process may open it");
    return true;
}

// Whoever knows the number may do it: the tree's processes, from one another.
void add_tree(const Picture& picture, const Process& process, Need& need) {
    for (const Process& other : picture.snapshot().processes)
        if (other.in_tree && other.pid != process.pid && !other.ended())
            need.all.back().any.push_back({{other.pid, 0}, false});
    need.doubt(Confidence::likely, "nobody owns what it waits for");
}

}  // namespace

Need counted_need(const Picture& picture, const Process& process, const snapshot::Thread& thread) {
    // One outside the tree may share it with anybody.
    if (!process.in_tree && thread.wait.fds.empty()) return live_need();
    Need need;
    need.all.push_back({.any = {{{process.pid, 0}, false}}});
    const auto& fds = thread.wait.fds;
    if (fds.empty())
        add_tree(picture, process, need);
    else if (!add_holders(picture, process, fds.front().fd, need))
        return live_need();
    if (thread.wait.named)
        need.doubt(Confidence::possible, "whoever knows its name may come and end the wait");
    if (Picture::handled_signals(process) != 0)
        need.doubt(Confidence::possible, handlers_doubt(process));
    return need;
}

}  // namespace hangar::waitgraph
