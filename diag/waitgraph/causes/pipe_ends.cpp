// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <hangar/diag/waitgraph/causes/pipe_ends.hpp>

namespace hangar::waitgraph {

using snapshot::Descriptor;
using snapshot::FdKind;
using snapshot::WaitKind;

const Descriptor* only_source(const Node& node) noexcept {
    const auto& wait = node.thread->wait;
    if (!node.thread->settled || wait.ends_by_itself() || wait.fds.size() != 1) return nullptr;
    const bool reads = wait.kind == WaitKind::pipe_read || wait.kind == WaitKind::socket_read ||
                       wait.kind == WaitKind::poll;
    if (!reads || !wait.fds.front().read) return nullptr;
    const Descriptor* fd = node.process->descriptor(wait.fds.front().fd);
    const bool piped = fd != nullptr && (fd->kind == FdKind::pipe || fd->kind == FdKind::fifo ||
                                         fd->kind == FdKind::socket);
    return piped ? fd : nullptr;
}

std::vector<const snapshot::Process*> writers_of(const Picture& picture, const Descriptor& fd) {
    snapshot::ObjectKey key = key_of(fd);
    if (fd.kind == FdKind::socket) {
        const auto* socket = picture.snapshot().socket(fd.inode);
        if (socket == nullptr || socket->peer == 0) return {};
        key.number = socket->peer;
    }
    std::vector<const snapshot::Process*> writers;
    for (const Holder& holder : picture.holders(key))
        if (holder.fd->writes() && std::ranges::find(writers, holder.process) == writers.end())
            writers.push_back(holder.process);
    return writers;
}

}  // namespace hangar::waitgraph
