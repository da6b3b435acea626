// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <vector>

#include <hangar/diag/dump/examine.hpp>
#include <hangar/diag/dump/json.hpp>
#include <hangar/diag/dump/supervise.hpp>
#include <hangar/diag/dump/text.hpp>
#include <hangar/diag/hang/guard_table.hpp>
#include <hangar/diag/os/files.hpp>
#include <hangar/diag/os/pidfd.hpp>
#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/os/shared_memory.hpp>
#include <hangar/diag/os/signals.hpp>
#include <hangar/diag/os/wait_any.hpp>
#include <hangar/harness/cli/guard_command.hpp>

namespace hangar::cli {
namespace {

using namespace std::chrono_literals;
using hang::GuardSlot;
using hang::GuardTable;

constexpr int no_table = 2;
constexpr int not_watched = 3;
constexpr auto patience = 10s;

// What the supervised examiner reports of its files: the errno, in words of a part.
constexpr const char* outcome = "outcome";

int write_files(const dump::Dump& dump, const std::vector<GuardSlot*>& due) {
    const std::string text = to_text(dump);
    const std::string json = to_json(dump);
    int failed = 0;
    for (const GuardSlot* slot : due) {
        const std::string json_path = slot->json_path.data();
        auto written = os::replace_file(AT_FDCWD, slot->path.data(), text);
        if (written && !json_path.empty()) written = os::replace_file(AT_FDCWD, json_path, json);
        if (!written) failed = written.error().code;
    }
    return failed;
}

// What is known is in the files before the next step begins.
void examine(pid_t pid, pid_t supervisor, const std::vector<GuardSlot*>& due,
             const dump::StageSink& sink) {
    const auto report = [&](const dump::Dump& dump) {
        sink({{outcome, std::to_string(write_files(dump, due))}});
    };
    dump::ExamineOptions options;
    options.own = {supervisor};
    options.deadline = os::Deadline::after(patience - 1s);
    options.on_stage = report;
    const auto dump = dump::examine(pid, options);
    if (dump)
        report(*dump);
    else
        sink({{outcome, std::to_string(dump.error().code)}});
}

int outcome_of(const os::Result<dump::Supervised>& supervised) {
    if (!supervised) return supervised.error().code;
    const auto found = supervised->parts.find(outcome);
    return found == supervised->parts.end() ? EIO : std::atoi(found->second.c_str());
}

void dump_for(const std::vector<GuardSlot*>& due, const GuardTable& table) {
    const pid_t self = ::getpid();
    const auto supervised =
        dump::supervise([&](const dump::StageSink& sink) { examine(table.pid, self, due, sink); },
                        os::Deadline::after(patience));
    for (GuardSlot* slot : due) slot->end_dump(outcome_of(supervised));
}

std::vector<GuardSlot*> take_due(GuardTable& table) {
    std::vector<GuardSlot*> due;
    const auto now = os::Clock::now();
    for (GuardSlot& slot : table.slots)
        if (slot.is_armed() && slot.deadline() <= now && slot.begin_dump()) due.push_back(&slot);
    return due;
}

os::Deadline next_deadline(const GuardTable& table) {
    os::Deadline next = os::Deadline::never();
    for (const GuardSlot& slot : table.slots)
        if (slot.is_armed()) next = next.earlier(os::Deadline::at(slot.deadline()));
    return next;
}

// True: the process has ended.
bool wait_for_news(const os::Pidfd& process, const os::Fd& signals, os::Deadline deadline) {
    const std::array sources{process.fd(), signals.get()};
    const auto ready = os::wait_any_readable(sources, deadline);
    static_cast<void>(os::read_signalfd(signals.get()));
    return !ready || std::ranges::find(*ready, process.fd()) != ready->end();
}

// What it has executed since has no guards.
bool is_still_mapped(const GuardTable& table) {
    const auto process = os::ProcDir::open(table.process());
    const auto maps = process ? process->read("maps") : os::Result<std::string>();
    return !maps || maps->empty() || maps->find("/memfd:hangar guards") != std::string::npos;
}

}  // namespace

int stand_guard(const GuardCommand& command) {
    const os::Fd file(command.table);
    const auto memory = os::SharedMemory::map(file.get(), sizeof(GuardTable));
    if (!memory) return no_table;
    auto& table = *static_cast<GuardTable*>(memory->data());
    if (table.layout != GuardTable::this_layout) return no_table;
    const auto process = os::Pidfd::open(table.process());
    // All signals are blocked since before we were executed: one may be there already.
    const auto signals = os::make_signalfd({SIGUSR1});
    if (!process || !signals) return not_watched;
    while (!wait_for_news(*process, *signals, next_deadline(table))) {
        const auto due = take_due(table);
        if (!due.empty() && !is_still_mapped(table)) return 0;
        if (!due.empty()) dump_for(due, table);
    }
    return 0;
}

}  // namespace hangar::cli
