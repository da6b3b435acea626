// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <hangar/diag/os/child_glance.hpp>
#include <hangar/diag/os/pidfd.hpp>
#include <hangar/diag/os/proc_children.hpp>
#include <hangar/diag/os/proc_cmdline.hpp>
#include <hangar/diag/os/proc_stat.hpp>
#include <hangar/diag/reap/own_leftovers.hpp>
#include <optional>
#include <thread>

namespace hangar::reap {
namespace {

using namespace std::chrono_literals;

constexpr auto time_to_settle = 100ms;
constexpr auto look_again = 2ms;

bool is_helper(const os::ProcessId& id) {
    const auto stat =
        os::ProcDir::open(id).and_then([](const os::ProcDir& dir) { return os::read_stat(dir); });
    return stat && stat->exit_signal == 0;
}

std::string command_of(const os::ProcessId& id) {
    const auto dir = os::ProcDir::open(id);
    return dir ? os::describe_command(*dir) : "[?]";
}

os::Result<std::vector<os::ProcessId>> new_children(const std::vector<os::ProcessId>& before) {
    if (os::glance_at_children() == os::ChildGlance::none) return std::vector<os::ProcessId>();
    auto children = os::children_of_this_process();
    if (children)
        std::erase_if(*children, [&](const os::ProcessId& id) {
            return std::ranges::find(before, id) != before.end() || is_helper(id);
        });
    return children;
}

// Empty if somebody else was quicker.
std::optional<UnreapedChild> collect(const os::ProcessId& id) {
    const auto handle = os::Pidfd::open(id);
    const std::string command = command_of(id);
    const auto status = handle ? handle->collect() : tl::unexpected(handle.error());
    if (!status || !*status) return std::nullopt;
    return UnreapedChild{id, command, **status};
}

std::string_view text(Fate fate) {
    switch (fate) {
        case Fate::said:
            return "still running";
        case Fate::ended:
            return "ended by SIGINT";
        case Fate::killed:
            return "killed, as SIGINT did not do";
        case Fate::survived:
            return "could not be ended";
        case Fate::left_alone:
            return "left alone: another user's";
    }
    return "";
}

}  // namespace

os::Result<std::vector<os::ProcessId>> children_since(const std::vector<os::ProcessId>& before) {
    const auto limit = os::Deadline::after(time_to_settle);
    auto children = new_children(before);
    while (children && !children->empty() && !limit.passed()) {
        std::this_thread::sleep_for(look_again);
        children = new_children(before);
    }
    return children;
}

Leftovers take_leftovers(const std::vector<os::ProcessId>& children, const ReapOptions& options) {
    Leftovers left;
    std::vector<os::ProcessId> running;
    for (const auto& id : children) {
        if (os::is_running(id))
            running.push_back(id);
        else if (auto zombie = collect(id))
            left.unreaped.push_back(*std::move(zombie));
    }
    left.reaping = end_processes([&running] { return running; }, options);
    for (const auto& id : running)
        if (!options.only_say) static_cast<void>(collect(id));
    return left;
}

std::string Leftovers::text() const {
    std::string lines;
    for (const auto& each : reaping.processes)
        lines +=
            fmt::format("    pid {} ({}): {}\n", each.id.pid, each.command, reap::text(each.fate));
    for (const auto& each : unreaped)
        lines += fmt::format("    pid {} ({}): a zombie that nobody waited for, {}\n", each.id.pid,
                             each.command, each.status.describe());
    return lines;
}

}  // namespace hangar::reap
