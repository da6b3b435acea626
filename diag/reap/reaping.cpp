// SPDX-License-Identifier: Apache-2.0
#include <signal.h>

#include <algorithm>
#include <hangar/diag/os/freeze.hpp>
#include <hangar/diag/os/pidfd.hpp>
#include <hangar/diag/os/proc_children.hpp>
#include <hangar/diag/os/proc_cmdline.hpp>
#include <hangar/diag/os/proc_stat.hpp>
#include <hangar/diag/reap/reaping.hpp>
#include <utility>

namespace hangar::reap {
namespace {

using namespace std::chrono_literals;

// How long the end of one process may be waited for before the others are looked at again.
constexpr auto glance = 20ms;
// SIGKILL is obeyed at once, but for a process in an uninterruptible sleep.
constexpr auto patience_with_the_kernel = 5s;
constexpr int kill_rounds = 50;

// This process and its ancestors.
std::vector<pid_t> our_line() {
    std::vector<pid_t> line;
    for (pid_t pid = os::this_process().pid; pid > 0;) {
        line.push_back(pid);
        const auto stat = os::ProcDir::open(pid).and_then(
            [](const os::ProcDir& dir) { return os::read_stat(dir); });
        pid = stat ? stat->ppid : 0;
    }
    return line;
}

std::string command_of(const os::ProcessId& id) {
    const auto dir = os::ProcDir::open(id);
    return dir ? os::describe_command(*dir) : "[?]";
}

class Ladder {
  public:
    explicit Ladder(const ProcessScope& scope) : scope_(scope), spared_(our_line()) {}

    Reaping say() {
        find_more();
        return std::move(outcome_);
    }

    Reaping run(os::Duration grace) {
        interrupt(os::Deadline::after(grace));
        const auto limit = os::Deadline::after(patience_with_the_kernel);
        for (int round = 0; round < kill_rounds && !limit.passed(); ++round) {
            find_more();
            if (std::ranges::none_of(handles_, is_left)) break;
            kill_all(limit);
        }
        for (std::size_t i = 0; i < handles_.size(); ++i) settle(i);
        return std::move(outcome_);
    }

  private:
    struct Handle {
        os::Pidfd process;
        std::size_t entry;  // in outcome_.processes
        bool interrupted = false;
        bool killed = false;
    };

    static bool is_left(const Handle& handle) { return os::is_running(handle.process.id()); }

    void note(const os::Error& error) {
        if (!os::is_gone(error)) outcome_.errors.push_back(error);
    }

    // Those in the scope, and what descends from those that are known. Whether any was new.
    bool find_more() {
        const std::size_t before = outcome_.processes.size();
        take_all(scope_());
        for (std::size_t i = 0; i < handles_.size(); ++i)
            if (is_left(handles_[i])) take_all(os::descendants_of(handles_[i].process.id()));
        return outcome_.processes.size() > before;
    }

    void take_all(const os::Result<std::vector<os::ProcessId>>& found) {
        if (!found) return note(found.error());
        for (const auto& id : *found)
            if (!is_known(id) && os::is_running(id)) take(id);
    }

    [[nodiscard]] bool is_known(const os::ProcessId& id) const {
        return std::ranges::find(spared_, id.pid) != spared_.end() ||
               std::ranges::find(outcome_.processes, id, &ReapedProcess::id) !=
                   outcome_.processes.end();
    }

    void take(const os::ProcessId& id) {
        ReapedProcess found{id, command_of(id), Fate::said};
        if (!is_own(id.pid)) {
            found.fate = Fate::left_alone;
            if (os::is_running(id)) outcome_.processes.push_back(std::move(found));
            return;
        }
        auto process = os::Pidfd::open(id);
        if (!process) return note(process.error());
        handles_.push_back({std::move(*process), outcome_.processes.size()});
        outcome_.processes.push_back(std::move(found));
    }

    void signal(const Handle& handle, int number) {
        if (const auto sent = handle.process.signal(number); !sent) note(sent.error());
    }

    // A stopped process acts on no signal but SIGKILL: it is woken.
    void interrupt_new() {
        for (auto& handle : handles_) {
            if (std::exchange(handle.interrupted, true)) continue;
            signal(handle, SIGINT);
            signal(handle, SIGCONT);
        }
    }

    void interrupt(os::Deadline grace) {
        for (;;) {
            const bool more = find_more();
            interrupt_new();
            const auto left = std::ranges::find_if(handles_, is_left);
            if ((left == handles_.end() && !more) || grace.passed()) return;
            if (left != handles_.end())
                static_cast<void>(
                    left->process.wait_exit(grace.earlier(os::Deadline::after(glance))));
        }
    }

    // Stopped first, so that what they have started can be found, and no more is.
    void kill_all(os::Deadline limit) {
        std::size_t stopped = 0;
        do {
            for (; stopped < handles_.size(); ++stopped)
                if (is_left(handles_[stopped]))
                    static_cast<void>(os::freeze(handles_[stopped].process, limit));
        } while (find_more() && !limit.passed());
        for (auto& handle : handles_) {
            if (!is_left(handle)) continue;
            handle.killed = true;
            signal(handle, SIGKILL);
        }
        for (const auto& handle : handles_) static_cast<void>(handle.process.wait_exit(limit));
    }

    void settle(std::size_t index) {
        const Handle& handle = handles_[index];
        Fate& fate = outcome_.processes[handle.entry].fate;
        if (is_left(handle))
            fate = Fate::survived;
        else
            fate = handle.killed ? Fate::killed : Fate::ended;
    }

    const ProcessScope& scope_;
    std::vector<pid_t> spared_;
    std::vector<Handle> handles_;
    Reaping outcome_;
};

}  // namespace

std::size_t Reaping::count(Fate fate) const {
    return static_cast<std::size_t>(std::ranges::count(processes, fate, &ReapedProcess::fate));
}

bool Reaping::gentle() const {
    return errors.empty() && count(Fate::killed) + count(Fate::survived) == 0 &&
           count(Fate::left_alone) == 0;
}

Reaping end_processes(const ProcessScope& scope, const ReapOptions& options) {
    Ladder ladder(scope);
    return options.only_say ? ladder.say() : ladder.run(options.grace);
}

}  // namespace hangar::reap
