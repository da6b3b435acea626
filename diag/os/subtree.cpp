// SPDX-License-Identifier: Apache-2.0
#include <signal.h>

#include <algorithm>
#include <cerrno>
#include <hangar/diag/os/freeze.hpp>
#include <hangar/diag/os/invariant.hpp>
#include <hangar/diag/os/proc_children.hpp>
#include <hangar/diag/os/proc_cmdline.hpp>
#include <hangar/diag/os/subtree.hpp>
#include <iterator>

namespace hangar::os {
namespace {

std::string command_of(const ProcessId& id) {
    const auto dir = ProcDir::open(id);
    return dir ? describe_command(*dir) : "[?]";
}

// One killing of a subtree: find and stop, kill, wait.
class Sweep {
  public:
    Sweep(const Pidfd& root, Deadline deadline) : root_(root), deadline_(deadline) {}

    SubtreeKill run() {
        if (!is_running(root_.id())) return std::move(outcome_);
        root_command_ = command_of(root_.id());
        stop(root_);
        while (find_more() && !deadline_.passed()) {
        }
        kill(root_);
        for (const auto& each : found_) kill(each.handle);
        record(root_, root_command_);
        for (const auto& each : found_) record(each.handle, each.command);
        return std::move(outcome_);
    }

  private:
    struct Found {
        Pidfd handle;
        std::string command;
    };

    void note(const Error& error) {
        if (!is_gone(error) && !outcome_.trouble) outcome_.trouble = error;
    }

    void stop(const Pidfd& process) {
        // One that does not stand still in time is killed all the same.
        if (const auto still = freeze(process, deadline_); !still) note(still.error());
    }

    [[nodiscard]] bool is_known(const ProcessId& id) const {
        return std::ranges::any_of(found_,
                                   [&](const auto& each) { return each.handle.id() == id; });
    }

    // A pass over all that are known and those it finds: whether it found any.
    bool find_more() {
        const std::size_t before = found_.size();
        find_children(root_.id());
        for (std::size_t i = 0; i < found_.size(); ++i) find_children(found_[i].handle.id());
        return found_.size() > before;
    }

    void find_children(const ProcessId parent) {
        const auto children = children_of(parent);
        if (!children) return note(children.error());
        for (const auto& child : *children)
            if (!is_known(child) && is_running(child)) take(child);
    }

    void take(const ProcessId& id) {
        auto handle = Pidfd::open(id);
        if (!handle) return note(handle.error());
        stop(*handle);
        found_.push_back({std::move(*handle), command_of(id)});
    }

    void kill(const Pidfd& process) {
        if (const auto sent = process.signal(SIGKILL); !sent) note(sent.error());
    }

    void record(const Pidfd& process, const std::string& command) {
        const auto ended = process.wait_exit(deadline_);
        if (!ended) note(ended.error());
        auto& list = ended.value_or(false) ? outcome_.killed : outcome_.survivors;
        list.push_back({process.id(), command});
    }

    const Pidfd& root_;
    Deadline deadline_;
    std::string root_command_;
    std::vector<Found> found_;  // parents before their children
    SubtreeKill outcome_;
};

void merge(SubtreeKill& into, SubtreeKill&& part) {
    std::ranges::move(part.killed, std::back_inserter(into.killed));
    std::ranges::move(part.survivors, std::back_inserter(into.survivors));
    if (!into.trouble) into.trouble = std::move(part.trouble);
}

// One round over our running children. False: there was none left to kill, or none can be listed.
bool kill_round(Deadline deadline, std::span<const ProcessId> spared, SubtreeKill& outcome) {
    outcome.survivors.clear();  // whoever still is one is met again
    const auto children = children_of_this_process();
    if (!children) {
        outcome.trouble = children.error();
        return false;
    }
    bool any = false;
    for (const auto& child : *children) {
        if (std::ranges::find(spared, child) != spared.end() || !is_running(child)) continue;
        any = true;
        const auto handle = Pidfd::open(child);
        if (handle)
            merge(outcome, kill_subtree(*handle, deadline));
        else if (!is_gone(handle.error()))
            outcome.trouble = handle.error();
    }
    return any;
}

}  // namespace

SubtreeKill kill_subtree(const Pidfd& root, Deadline deadline) {
    require(root.id() != this_process(), "nobody kills his own subtree with himself in it");
    return Sweep(root, deadline).run();
}

SubtreeKill kill_descendants(Deadline deadline, std::span<const ProcessId> spared) {
    SubtreeKill outcome;
    while (kill_round(deadline, spared, outcome) && !deadline.passed() && !outcome.trouble) {
    }
    return outcome;
}

}  // namespace hangar::os
