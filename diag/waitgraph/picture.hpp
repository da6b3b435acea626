// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <map>
#include <unordered_map>
#include <vector>

#include <hangar/diag/snapshot/snapshot.hpp>
#include <hangar/diag/snapshot/wanted.hpp>

namespace hangar::waitgraph {

// A process that has an object open, and through which descriptor.
struct Holder {
    const snapshot::Process* process = nullptr;
    const snapshot::Descriptor* fd = nullptr;
};

// A snapshot with the indexes that judging it takes. Refers to the snapshot. Immutable.
class Picture {
  public:
    explicit Picture(const snapshot::Snapshot& snapshot);

    [[nodiscard]] const snapshot::Snapshot& snapshot() const noexcept { return *snapshot_; }
    [[nodiscard]] const snapshot::Process* process(pid_t pid) const noexcept;
    // The process of thread `tid`; null for one that is not there (any more).
    [[nodiscard]] const snapshot::Process* process_of(pid_t tid) const noexcept;
    [[nodiscard]] const std::vector<const snapshot::Process*>& children(pid_t pid) const noexcept;
    [[nodiscard]] const std::vector<Holder>& holders(const snapshot::ObjectKey& key) const noexcept;
    // Whether `older` is the parent of `younger`, or the parent's, and so on.
    [[nodiscard]] bool is_forebear(pid_t older, const snapshot::Process& younger) const noexcept;
    // Processes of the tree that may hold anything: their descriptors could not be read.
    [[nodiscard]] const std::vector<const snapshot::Process*>& opaque() const noexcept {
        return opaque_;
    }
    // Sockets with messages that hold descriptors and that nobody has received, and listeners with
    // connections in which there may be such.
    [[nodiscard]] const std::vector<Holder>& receivers() const noexcept { return receivers_; }
    // Whether what lies there can have been sent by the tree: not if somebody else is at the other
    // end.
    [[nodiscard]] bool may_be_for(const Holder& receiver) const noexcept;

    // Signals that a handler of the process's own waits for, in a thread that lets them in: what
    // such a handler does cannot be told.
    [[nodiscard]] static std::uint64_t handled_signals(const snapshot::Process& process) noexcept;
    // Of these, the ones that a program sends itself to end a wait (a timer's), or is sent to do
    // something: not those that ask for its end or tell of a child.
    [[nodiscard]] static std::uint64_t waking_signals(const snapshot::Process& process) noexcept;
    // Of those, the ones that come from a timer or a file: without anybody's doing.
    [[nodiscard]] static std::uint64_t timer_signals(const snapshot::Process& process) noexcept;
    // Any child of it that ends makes its handler run.
    [[nodiscard]] static bool is_told_of_children(const snapshot::Process& process) noexcept;

  private:
    const snapshot::Snapshot* snapshot_;
    std::unordered_map<pid_t, const snapshot::Process*> processes_;
    std::unordered_map<pid_t, const snapshot::Process*> by_thread_;
    std::unordered_map<pid_t, std::vector<const snapshot::Process*>> children_;
    std::map<snapshot::ObjectKey, std::vector<Holder>> holders_;
    std::vector<const snapshot::Process*> opaque_;
    std::vector<Holder> receivers_;
};

}  // namespace hangar::waitgraph
