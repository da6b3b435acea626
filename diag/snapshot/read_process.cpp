// SPDX-License-Identifier: Apache-2.0
#include <signal.h>

#include <hangar/diag/os/file_identity.hpp>
#include <hangar/diag/os/proc_cmdline.hpp>
#include <hangar/diag/os/proc_environ.hpp>
#include <hangar/diag/os/proc_stat.hpp>
#include <hangar/diag/os/proc_status.hpp>
#include <hangar/diag/os/proc_text.hpp>
#include <hangar/diag/os/process_birth.hpp>
#include <hangar/diag/snapshot/read_process.hpp>
#include <hangar/diag/snapshot/read_tables.hpp>

namespace hangar::snapshot {
namespace {

// Whether we have heard of it and may only not see it: then what is missing is worth a word.
void note(std::string& where, const os::Error& error) {
    if (where.empty()) where = error.message();
}

void take_stat(const os::ProcStat& stat, Process& process) {
    process.pid = stat.pid;
    process.ppid = stat.ppid;
    process.group = stat.pgrp;
    process.session = stat.session;
    process.foreground_group = stat.tpgid;
    process.terminal = stat.tty_nr;
    process.start_time = stat.start_time;
    process.age = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::system_clock::now() - os::birth_of({stat.pid, stat.start_time}));
    process.name = stat.comm;
    process.state = stat.state;
    process.stop_signal = stat.stopped() ? stat.exit_code : 0;
    process.wait_status = stat.ended() ? stat.exit_code : 0;
}

void take_status(const os::ProcStatus& status, Process& process) {
    process.uid = status.real_uid;
    process.tracer = status.tracer;
    process.signals = {.blocked = status.blocked.mask(),
                       .ignored = status.ignored.mask(),
                       .caught = status.caught.mask(),
                       .pending = status.process_pending.mask()};
}

void take_status(const os::ProcStatus& status, Thread& thread) {
    thread.blocked = status.blocked.mask();
    thread.pending = status.thread_pending.mask();
    if (status.ns_pids.size() > 1) thread.inner_tid = status.ns_pids.back();
}

// It may end while it is read; then it is left out. What the first thread's status says is the
// process's as well.
std::optional<Thread> read_thread(const os::ProcDir& dir, RestMark& mark, pid_t tid,
                                  Process& process) {
    const auto stat = os::read_stat(dir);
    if (!stat) return std::nullopt;
    mark.processor = stat->processor;
    Thread thread;
    thread.tid = tid;
    thread.name = stat->comm;
    thread.state = stat->state;
    thread.syscall = mark.syscall;
    thread.switches = mark.ran ? mark.ran->times : 0;
    if (const auto status = os::read_status(dir)) {
        take_status(*status, thread);
        if (tid == process.pid) take_status(*status, process);
        if (process.tracer == 0) process.tracer = status->tracer;
    }
    if (!mark.syscall && !stat->ended()) thread.error = "its system call cannot be read";
    return thread;
}

void add_children(const os::ProcDir& thread, std::vector<pid_t>& into) {
    const auto line = thread.read("children");
    if (!line) return;
    std::string_view rest = *line;
    for (pid_t pid = 0; os::cut_number(rest, pid);) into.push_back(pid);
}

void read_threads(const os::ProcDir& dir, os::Deadline deadline, ProcessReading& reading) {
    const auto tids = dir.numbers("task");
    if (!tids) return note(reading.process.error, tids.error());
    for (const pid_t tid : *tids) {
        if (deadline.passed()) return;
        const auto task = dir.task(tid);
        if (!task) continue;
        RestMark mark = read_rest_mark(*task);
        auto thread = read_thread(*task, mark, tid, reading.process);
        if (!thread) continue;
        reading.process.threads.push_back(std::move(*thread));
        reading.marks.push_back(mark);
        add_children(*task, reading.children);
    }
}

void read_files(const os::ProcDir& dir, Machine& machine, os::Deadline deadline, Process& process) {
    const auto complete = read_tables(dir, machine, deadline, process);
    process.fds_known = complete.has_value();
    if (!complete) note(process.error, complete.error());
    if (const auto network = os::identify_file(dir, "ns/net")) process.network = network->inode;
}

void read_names(const os::ProcDir& dir, Process& process) {
    process.cmdline = os::describe_command(dir);
    process.exe = dir.link("exe").value_or(std::string());
    process.kernel_thread = process.exe.empty() && process.cmdline.starts_with('[') &&
                            (process.ppid == 2 || (process.pid == 2 && process.ppid == 0));
}

constexpr std::uint64_t bit(int signal) {
    return std::uint64_t{1} << (signal - 1);
}

// SIGUSR1 asks a program under test for its task tree, where that was switched on for the whole
// run.
bool shows_its_tasks(const os::ProcDir& dir) {
    const auto value = os::read_variable(dir, "HANGAR_ENABLE_STACKSCOPE");
    return value && *value == "1";
}

// What it does at Ctrl-C in every program that does not say otherwise is to end.
bool is_python(const Process& process) {
    const std::string_view exe = process.exe;
    return exe.substr(exe.rfind('/') + 1).starts_with("python");
}

std::uint64_t harmless_handlers(const os::ProcDir& dir, const Process& process) {
    std::uint64_t harmless = 0;
    if ((process.signals.caught & bit(SIGUSR1)) != 0 && shows_its_tasks(dir))
        harmless |= bit(SIGUSR1);
    if ((process.signals.caught & bit(SIGINT)) != 0 && is_python(process)) harmless |= bit(SIGINT);
    return harmless;
}

}  // namespace

RestMark read_rest_mark(const os::ProcDir& thread) {
    RestMark mark;
    if (const auto ran = os::read_run_count(thread)) mark.ran = *ran;
    if (const auto call = os::read_syscall(thread)) mark.syscall = *call;
    return mark;
}

os::Result<ProcessReading> read_process(pid_t pid, Machine& machine, os::Deadline deadline) {
    const auto dir = os::ProcDir::open(pid);
    if (!dir) return tl::unexpected(dir.error());
    const auto stat = os::read_stat(*dir);
    if (!stat) return tl::unexpected(stat.error());
    ProcessReading reading;
    Process& process = reading.process;
    take_stat(*stat, process);
    read_threads(*dir, deadline, reading);
    process.fds_known = process.ended();
    if (!process.ended()) read_files(*dir, machine, deadline, process);
    read_names(*dir, process);
    process.own_handlers = harmless_handlers(*dir, process);
    process.frozen = machine.is_frozen(*dir);
    return reading;
}

}  // namespace hangar::snapshot
