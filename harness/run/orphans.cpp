// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/runtime/async_fd.hpp>
#include <hangar/backends/runtime/scopes.hpp>
#include <hangar/diag/os/listening.hpp>
#include <hangar/diag/os/proc_children.hpp>
#include <hangar/diag/os/proc_cmdline.hpp>
#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/os/proc_environ.hpp>
#include <hangar/diag/os/proc_stat.hpp>
#include <hangar/harness/run/orphans.hpp>

namespace hangar::run {
namespace {

// Of somebody who goes on forking and ending.
constexpr int most_looks = 100;

bool in_group(const os::ProcDir& dir, pid_t leader) {
    const auto stat = os::read_stat(dir);
    return stat && stat->pgrp == leader;
}

bool has_variable(const os::ProcDir& dir, const std::string& test) {
    const auto named = os::read_variable(dir, "HANGAR_TEST");
    return named && *named == test;
}

bool anybodys(pid_t) {
    return true;
}

// One system call: while others launch tests, there are children that nobody knows yet.
bool is_not_anothers(pid_t pid, const Lineage& origin) {
    const auto tag = os::process_tag(pid);
    return !tag || !*tag || **tag == origin.tag;
}

// The tag is handed down whatever the process does; the rest is for where there can be none.
bool stems_from(pid_t pid, const Lineage& origin) {
    const auto tag = os::process_tag(pid);
    if (tag && *tag) return **tag == origin.tag;
    const auto dir = os::ProcDir::open(pid);
    return origin.leader != 0 && dir &&
           (in_group(*dir, origin.leader) || has_variable(*dir, origin.test));
}

void add(const os::ProcessId& id, std::vector<os::Pidfd>& to) {
    if (auto handle = os::Pidfd::open(id)) to.push_back(std::move(*handle));
}

void add_with_descendants(os::Pidfd process, std::vector<os::Pidfd>& to) {
    const auto below = os::descendants_of(process.id());
    to.push_back(std::move(process));
    if (!below) return;
    for (const auto& id : *below)
        if (os::is_running(id)) add(id, to);
}

events::LeakedProcess describe(pid_t pid) {
    events::LeakedProcess left;
    left.pid = pid;
    const auto dir = os::ProcDir::open(pid);
    if (!dir) return left;
    left.cmdline = os::describe_command(*dir);
    const auto endpoints = os::listening_endpoints(*dir);
    if (endpoints)
        for (const auto& each : *endpoints) left.listens.push_back(each.text());
    return left;
}

}  // namespace

// Whoever has ended since they were listed may have left a child that is none of the list.
template <class May, class Belongs>
std::vector<os::Pidfd> Orphans::find(May may, Belongs belongs) const {
    std::set<pid_t> ended;
    for (int look = 0;; ++look) {
        const auto known = ended.size();
        auto found = find_once(may, belongs, ended);
        if (ended.size() == known || look == most_looks) return found;
    }
}

template <class May, class Belongs>
std::vector<os::Pidfd> Orphans::find_once(May may, Belongs belongs, std::set<pid_t>& gone) const {
    std::vector<os::Pidfd> found;
    const auto children = children_.and_then([](const auto& own) { return own.numbers(); });
    if (!children) return found;
    for (const pid_t pid : *children) {
        if (leaders_.contains(pid) || !may(pid)) continue;
        auto orphan = os::Pidfd::open(pid);
        if (!orphan) continue;
        const auto ended = expected_ > 0 ? orphan->peek() : orphan->collect();
        if (ended && *ended) gone.insert(pid);
        if (ended && *ended) continue;
        if (belongs(pid)) add_with_descendants(std::move(*orphan), found);
    }
    return found;
}

std::vector<os::Pidfd> Orphans::living(const Lineage& origin) const {
    return find([&](pid_t pid) { return is_not_anothers(pid, origin); },
                [&](pid_t pid) { return stems_from(pid, origin); });
}

void Orphans::collect_ended() const {
    static_cast<void>(find(anybodys, [](pid_t) { return false; }));
}

std::vector<os::Pidfd> Orphans::living() const {
    return find(anybodys, anybodys);
}

runtime::Task<bool> all_ended(const std::vector<os::Pidfd>& processes, os::Duration limit) {
    auto wait_for_each = [&]() -> runtime::Task<void> {
        for (const auto& process : processes) co_await runtime::wait_exit(process);
    };
    auto bounded = runtime::move_on_after(limit, wait_for_each);
    co_return co_await std::move(bounded);
}

std::vector<events::LeakedProcess> describe_living(const std::vector<os::Pidfd>& processes) {
    std::vector<events::LeakedProcess> living;
    for (const auto& process : processes)
        if (os::is_running(process.id())) living.push_back(describe(process.id().pid));
    return living;
}

}  // namespace hangar::run
