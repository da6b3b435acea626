// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <hangar/diag/core/read_core.hpp>
#include <hangar/diag/dump/examine.hpp>
#include <hangar/diag/os/proc_children.hpp>
#include <hangar/diag/tasks/process_reader.hpp>
#include <hangar/diag/tasks/text.hpp>
#include <hangar/harness/cli/ask_tasks.hpp>
#include <hangar/harness/cli/tree_command.hpp>
#include <map>
#include <set>

namespace hangar::cli {
namespace {

constexpr int not_possible = 2;
constexpr int not_all_read = 3;

// A process answers after a second at most, if it can.
constexpr std::chrono::milliseconds patience{1500};
constexpr std::chrono::seconds whole{10};

// Puts the trees of many processes together; each actor once.
class Reading {
  public:
    explicit Reading(os::Deadline deadline) : deadline_(deadline) {}

    // Errors: nothing of this process can be read.
    os::Status read(pid_t pid) {
        if (covered_.contains(pid)) return {};
        if (deadline_.passed()) {
            tree_.notes.push_back(fmt::format("process {}: not read, time is up", pid));
            complete_ = false;
            return {};
        }
        auto asked = ask_tasks(pid, os::Deadline::after(patience).earlier(deadline_));
        if (asked) {
            add(std::move(*asked));
            covered_.insert(pid);  // though it may have no loop
            return {};
        }
        auto from_outside = tasks::read_process(pid);
        if (!from_outside) return tl::unexpected(from_outside.error());
        for (tasks::Actor& actor : from_outside->actors)
            actor.notes.insert(actor.notes.begin(), "not asked: " + asked.error().message());
        if (from_outside->actors.empty())
            tree_.notes.push_back(fmt::format("process {}: no loop runs", pid));
        add(std::move(*from_outside));
        covered_.insert(pid);
        return {};
    }
    void note(pid_t pid, const os::Error& error) {
        complete_ = false;
        tree_.notes.push_back(fmt::format("process {}: {}", pid, error.message()));
    }

    // Of the threads whose loops did not answer themselves: where they are instead.
    void add_stacks() {
        std::map<pid_t, std::vector<tasks::Actor*>> wanted;
        for (tasks::Actor& actor : tree_.actors)
            if (actor.source != tasks::Source::loop) wanted[actor.process.pid].push_back(&actor);
        for (auto& [pid, actors] : wanted) {
            if (!deadline_.passed()) add_stacks_of(pid, actors);
        }
    }

    [[nodiscard]] const tasks::TaskTree& tree() const noexcept { return tree_; }
    [[nodiscard]] bool complete() const noexcept { return complete_; }

  private:
    void add(tasks::TaskTree tree) {
        for (tasks::Actor& actor : tree.actors) {
            covered_.insert(actor.process.pid);
            const auto key = std::tuple(actor.uid, actor.process.pid, actor.thread);
            if (known_.insert(key).second) tree_.actors.push_back(std::move(actor));
        }
        std::ranges::move(tree.notes, std::back_inserter(tree_.notes));
    }

    void add_stacks_of(pid_t pid, const std::vector<tasks::Actor*>& actors) {
        dump::ExamineOptions options;
        options.descendants = false;
        options.interval = std::chrono::milliseconds(20);
        options.deadline = deadline_;
        const auto dump = dump::examine(pid, options);
        const auto* process = dump ? dump->snapshot.process(pid) : nullptr;
        if (process == nullptr) return;
        for (tasks::Actor* actor : actors) {
            if (const auto* thread = process->thread(actor->thread))
                for (const auto& frame : thread->frames) actor->stack.push_back(text_of(frame));
        }
    }

    static std::string text_of(const snapshot::Frame& frame) {
        const std::string function =
            frame.function.empty() ? fmt::format("{:#x}", frame.pc) : frame.function;
        if (frame.line != 0) return fmt::format("{} ({}:{})", function, frame.file, frame.line);
        return frame.module.empty() ? function : fmt::format("{} ({})", function, frame.module);
    }

    os::Deadline deadline_;
    tasks::TaskTree tree_;
    std::set<pid_t> covered_;
    std::set<std::tuple<std::string, pid_t, std::int32_t>> known_;
    bool complete_ = true;
};

// Nothing is inside a process that has ended meanwhile, either.
std::string failure_text(const os::Result<os::ProcessId>& root, pid_t pid, const os::Error& error) {
    const bool ended = error.code == ESRCH || (root && !os::is_running(*root));
    if (ended) return fmt::format("there is no process {}", pid);
    if (error.code == ENOENT) return fmt::format("hangar is not inside process {}", pid);
    return error.message();
}

int print_tree_of_core(const TreeCommand& command, const run::Host& host) {
    const auto read = core::read_core(command.core, command.program, os::Deadline::after(whole));
    if (!read) {
        const bool without_hangar = read.error().operation == core::looking_for_tasks;
        host.errors(fmt::format("hangar: {}\n",
                                without_hangar ? read.error().target : read.error().message()));
        return not_possible;
    }
    host.out(command.json ? to_json(read->tree) : to_text(read->tree));
    return read->complete ? 0 : not_all_read;
}

}  // namespace

std::string wrong_tree(const TreeCommand& command) {
    const bool of_core = !command.core.empty();
    if (of_core == (command.pid != 0)) return "tree takes either a process or --core FILE";
    if (!of_core && !command.program.empty())
        return "--exe says whose the core file is: --core FILE";
    return {};
}

int print_task_tree(const TreeCommand& command, const run::Host& host) {
    if (!command.core.empty()) return print_tree_of_core(command, host);
    Reading reading(os::Deadline::after(whole));
    const auto root = os::identify(command.pid);
    const auto below = root.and_then(os::descendants_of);
    const auto first = root ? reading.read(command.pid) : tl::unexpected(root.error());
    if (!first && (first.error().code != ENOENT || !below || below->empty())) {
        host.errors("hangar: " + failure_text(root, command.pid, first.error()) + '\n');
        return not_possible;
    }
    for (const os::ProcessId& process : below.value_or(std::vector<os::ProcessId>())) {
        const auto read = reading.read(process.pid);
        // A process without hangar inside is no part of a task tree; one that ended needs no note.
        if (!read && read.error().code != ENOENT && read.error().code != ESRCH)
            reading.note(process.pid, read.error());
    }
    if (!first && reading.tree().actors.empty()) {
        host.errors("hangar: " + failure_text(root, command.pid, first.error()) + '\n');
        return not_possible;
    }
    reading.add_stacks();
    host.out(command.json ? to_json(reading.tree()) : to_text(reading.tree()));
    return reading.complete() ? 0 : not_all_read;
}

}  // namespace hangar::cli
