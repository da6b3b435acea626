// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <hangar/diag/waitgraph/causes/pipe_ends.hpp>

namespace hangar::waitgraph {

using snapshot::Descriptor;
using snapshot::FdKind;
using snapshot::WaitKind;

namespace {

bool is_piped(const Descriptor* fd) noexcept {
    return fd != nullptr &&
           (fd->kind == FdKind::pipe || fd->kind == FdKind::fifo || fd->kind == FdKind::socket);
}

}  // namespace

std::vector<const Descriptor*> only_sources(const Node& node) {
    const auto& wait = node.thread->wait;
    if (!node.thread->settled || wait.ends_by_itself()) return {};
    const bool reads = wait.kind == WaitKind::pipe_read || wait.kind == WaitKind::socket_read ||
                       wait.kind == WaitKind::poll;
    if (!reads) return {};
    std::vector<const Descriptor*> sources;
    for (const snapshot::Watch& watch : wait.fds) {
        const Descriptor* fd = node.process->descriptor(watch.fd);
        if (!watch.read || watch.write || !is_piped(fd) || !fd->reads()) return {};
        sources.push_back(fd);
    }
    return sources;
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

std::vector<const snapshot::Process*> writers_of(const Picture& picture,
                                                 const std::vector<const Descriptor*>& fds) {
    std::vector<const snapshot::Process*> writers;
    for (const Descriptor* fd : fds)
        for (const snapshot::Process* writer : writers_of(picture, *fd))
            if (std::ranges::find(writers, writer) == writers.end()) writers.push_back(writer);
    return writers;
}

}  // namespace hangar::waitgraph
