// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <filesystem>
#include <hangar/diag/os/orphans.hpp>
#include <hangar/diag/os/proc_children.hpp>
#include <hangar/diag/os/proc_cmdline.hpp>
#include <hangar/suites/chaos/aftermath.hpp>
#include <hangar/suites/chaos/life.hpp>
#include <map>
#include <set>

namespace hangar::chaos {
namespace {

class Verdict {
  public:
    Verdict(const Plan& plan, const std::vector<Record>& records, const std::string& log)
        : plan_(plan), records_(records), log_(log) {
        for (const Record& record : records_) {
            if (record.event == "kills") killed_.insert(std::stoi(record.subject));
            if (record.event == "lives") process_of_[record.actor] = record.pid;
            if (record.event == "wedges") wedged_.insert(record.actor);
        }
    }

    std::vector<std::string> promises_broken() {
        std::map<std::string, Record> waits;  // that have begun
        for (const Record& record : records_) {
            const std::string wait = fmt::format("{}: {}", record.actor, record.subject);
            if (record.event == "begins") waits[wait] = record;
            if (record.event == "ends") waits.erase(wait);
            if (record.event == "late") broken_.push_back("late: " + wait);
            if (record.event == "odd") broken_.push_back("an error of another type: " + wait);
            if (record.event == "throws") require_seen(record.subject);
        }
        for (const auto& [wait, record] : waits)
            if (!is_excused(record.actor)) broken_.push_back("never ended: " + wait);
        return broken_;
    }

  private:
    void require_seen(const std::string& thrower) {
        const auto line = lineage(plan_, thrower);
        const std::string& parent = line.size() > 1 ? line[1]->name : thrower;
        const bool seen = std::ranges::any_of(records_, [&](const Record& record) {
            return record.event == "saw" && record.actor == parent && record.subject == thrower;
        });
        const bool reported = log_.find(Planned::token(thrower)) != std::string::npos;
        if (!seen && !reported && !is_excused(thrower) && !is_excused(parent))
            broken_.push_back("lost: the error of " + thrower);
    }

    // Its process was killed by us; or it, or one of its ancestors, was reported to end only by
    // force; or was an orphan, which the kernel ends if it is wedged.
    bool is_excused(const std::string& actor) const {
        if (was_killed(actor)) return true;
        return std::ranges::any_of(lineage(plan_, actor), [&](const Node* node) {
            return forced(node->name) || (wedged_.contains(node->name) && orphaned(node->name));
        });
    }
    bool was_killed(const std::string& actor) const {
        const auto process = process_of_.find(actor);
        return process != process_of_.end() && killed_.contains(process->second);
    }
    bool orphaned(const std::string& actor) const {
        return std::ranges::any_of(lineage(plan_, actor),
                                   [&](const Node* node) { return was_killed(node->name); });
    }
    bool forced(const std::string& actor) const {
        return log_.find(fmt::format("ladder   [{} ", actor)) != std::string::npos ||
               log_.find(fmt::format("actor {} (", actor)) != std::string::npos;
    }

    const Plan& plan_;
    const std::vector<Record>& records_;
    const std::string& log_;
    std::set<pid_t> killed_;
    std::set<std::string> wedged_;
    std::map<std::string, pid_t> process_of_;
    std::vector<std::string> broken_;
};

}  // namespace

std::vector<std::string> processes_left(os::Deadline deadline) {
    for (;;) {
        static_cast<void>(os::collect_orphans());
        const auto left = os::descendants_of(os::this_process());
        if (left && left->empty()) return {};
        if (deadline.passed()) {
            std::vector<std::string> text;
            for (const auto& process : left.value_or(std::vector<os::ProcessId>{})) {
                const auto dir = os::ProcDir::open(process);
                text.push_back(fmt::format("pid {}: {}", process.pid,
                                           dir ? os::describe_command(*dir) : "gone"));
            }
            return text;
        }
        ::poll(nullptr, 0, 2);
    }
}

std::vector<std::string> files_left(const std::string& directory) {
    std::vector<std::string> names;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(directory, error))
        names.push_back(entry.path().filename());
    return names;
}

std::vector<std::string> broken_promises(const Plan& plan, const std::vector<Record>& records,
                                         const std::string& log) {
    return Verdict(plan, records, log).promises_broken();
}

}  // namespace hangar::chaos
