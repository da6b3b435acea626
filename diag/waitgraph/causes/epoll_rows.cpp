// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <hangar/diag/waitgraph/causes/epoll_rows.hpp>
#include <hangar/diag/waitgraph/text.hpp>

namespace hangar::waitgraph {
namespace {

using snapshot::Descriptor;
using snapshot::EpollRow;
using snapshot::Thread;
using snapshot::WaitKind;

// The set that a thread sleeps on, with nothing to report in both samples; null for none.
const Descriptor* sleeping_set(const Node& node) {
    const auto& wait = node.thread->wait;
    const bool sleeps =
        node.thread->settled && wait.kind == WaitKind::epoll && !wait.ends_by_itself();
    if (!sleeps) return nullptr;
    const Descriptor* set = node.process->descriptor(wait.fds.front().fd);
    const bool quiet = set != nullptr && set->ready && (*set->ready & POLLIN) == 0;
    return quiet ? set : nullptr;
}

bool receives_on(const snapshot::Process& process, const Thread& thread, std::uint64_t inode) {
    if (!thread.settled || thread.wait.kind != WaitKind::socket_read) return false;
    const Descriptor* fd = process.descriptor(thread.wait.fds.front().fd);
    return fd != nullptr && fd->inode == inode;
}

bool has_open(const snapshot::Process& process, const Descriptor& set) {
    return std::ranges::any_of(process.fds, [&set](const Descriptor& fd) {
        return set.id != 0 && key_of(fd) == key_of(set);
    });
}

}  // namespace

std::vector<SleepingRow> sleeping_rows(const Scene& scene) {
    std::vector<SleepingRow> rows;
    for (const Node& node : scene.graph().nodes()) {
        const Descriptor* set = sleeping_set(node);
        if (set == nullptr) continue;
        for (const EpollRow& row : set->rows)
            rows.push_back({&node, set, &row, node.process->descriptor(row.fd)});
    }
    return rows;
}

bool has_input(const SleepingRow& row) noexcept {
    return row.row->ready && (*row.row->ready & POLLIN) != 0;
}

bool peer_waits(const Scene& scene, const SleepingRow& row) {
    if (row.target == nullptr) return false;
    const auto* socket = scene.snapshot().socket(row.target->inode);
    if (socket == nullptr || socket->peer == 0) return false;
    const auto& holders =
        scene.picture().holders({.kind = snapshot::FdKind::socket, .number = socket->peer});
    return std::ranges::any_of(holders, [socket](const Holder& holder) {
        return std::ranges::any_of(holder.process->threads, [&](const Thread& thread) {
            return receives_on(*holder.process, thread, socket->peer);
        });
    });
}

bool has_live_worker(const Scene& scene, const SleepingRow& row) {
    const auto is_at_work = [&](const Node& node) {
        if (!node.live || &node == row.node) return false;
        return node.process == row.node->process || has_open(*node.process, *row.set);
    };
    return std::ranges::any_of(scene.graph().nodes(), is_at_work);
}

Confidence loop_confidence(const Scene& scene, const SleepingRow& row) {
    if (!row.node->live) return Confidence::proven;
    if (has_live_worker(scene, row)) return Confidence::possible;
    return peer_waits(scene, row) ? Confidence::likely : Confidence::possible;
}

void report_row(Scene& scene, const SleepingRow& row, Cause cause, Confidence confidence,
                std::string_view what, std::string_view advice) {
    Verdict verdict = verdict_on(scene, cause, {row.node});
    verdict.confidence = std::min(verdict.confidence, confidence);
    const std::string object = row.target != nullptr
                                   ? descriptor_text(scene.snapshot(), *row.target)
                                   : fmt::format("fd {}", row.row->fd);
    verdict.summary = fmt::format("{} sleeps in epoll_wait on fd {} although {} (fd {}) {}",
                                  who_where(*row.node), row.set->number, object, row.row->fd, what);
    verdict.evidence.push_back(
        fmt::format("epoll row: fd {}, events {:#x}, poll says {:#x} in both samples", row.row->fd,
                    row.row->events, row.row->ready.value_or(0)));
    verdict.advice = advice;
    if (!row.node->live) scene.claim(*row.node);
    scene.report(std::move(verdict));
}

}  // namespace hangar::waitgraph
