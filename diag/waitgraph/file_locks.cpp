// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <hangar/diag/waitgraph/file_locks.hpp>

namespace hangar::waitgraph {
namespace {

using snapshot::Descriptor;
using snapshot::FileLock;
using snapshot::LockWait;
using snapshot::Process;

bool same_lock(const FileLock& a, const FileLock& b) {
    return a.kind == b.kind && a.inode == b.inode && a.device == b.device && a.start == b.start &&
           a.end == b.end && a.write == b.write && a.pid == b.pid;
}

bool holds(const Descriptor& fd, const FileLock& lock) {
    return std::ranges::any_of(fd.locks,
                               [&lock](const FileLock& held) { return same_lock(held, lock); });
}

// A request names its process, but for one of an open file description.
bool asks(const Process& process, const Descriptor& fd, const FileLock& wanted) {
    const bool theirs = wanted.pid == process.pid || wanted.kind == FileLock::Kind::ofd;
    return theirs && wanted.inode == fd.inode;
}

}  // namespace

std::vector<LockWait> locks_waited_for(const Picture& picture, const Process& process,
                                       const snapshot::Thread& thread) {
    std::vector<LockWait> found;
    const Descriptor* fd =
        thread.wait.fds.empty() ? nullptr : process.descriptor(thread.wait.fds.front().fd);
    if (fd == nullptr) return found;
    for (const LockWait& lock : picture.snapshot().lock_waits)
        if (asks(process, *fd, lock.wanted)) found.push_back(lock);
    return found;
}

std::vector<const Process*> lock_holders(const Picture& picture, const FileLock& lock) {
    std::vector<const Process*> holders;
    for (const Process& process : picture.snapshot().processes) {
        const bool owner = lock.kind == FileLock::Kind::posix && process.pid == lock.pid;
        const bool shares = lock.kind != FileLock::Kind::posix &&
                            std::ranges::any_of(process.fds, [&lock](const Descriptor& fd) {
                                return holds(fd, lock);
                            });
        if ((owner || shares) && !process.ended()) holders.push_back(&process);
    }
    return holders;
}

}  // namespace hangar::waitgraph
