// SPDX-License-Identifier: Apache-2.0
#include <signal.h>
#include <sys/syscall.h>

#include <hangar/diag/dump/sample_dump.test.hpp>

namespace hangar::dump {
namespace {

using snapshot::Frame;
using snapshot::Process;
using snapshot::Thread;
using snapshot::WaitKind;
using namespace std::chrono_literals;

Frame frame(std::uint64_t pc, std::string function, std::string file, unsigned line) {
    Frame frame;
    frame.pc = pc;
    frame.module = "/usr/lib/worker";
    frame.offset = pc & 0xffffU;
    frame.function = std::move(function);
    frame.file = std::move(file);
    frame.line = line;
    return frame;
}

Frame nameless(std::uint64_t pc) {
    return frame(pc, "", "", 0);
}

Frame inlined(Frame frame) {
    frame.inlined = true;
    return frame;
}

os::ProcSyscall call(long number, std::uint64_t first, std::uint64_t second = 0) {
    os::ProcSyscall call;
    call.state = os::ProcSyscall::State::inside;
    call.number = number;
    call.arguments = {first, second};
    call.sp = 0x7ffe1000;
    call.pc = 0x7f2000;
    return call;
}

Thread thread(pid_t tid, std::string name, WaitKind kind, os::ProcSyscall syscall) {
    Thread thread;
    thread.tid = tid;
    thread.name = std::move(name);
    thread.state = 'S';
    thread.syscall = syscall;
    thread.settled = true;
    thread.wait.kind = kind;
    thread.since = 12'400ms;
    return thread;
}

Process process(pid_t pid, pid_t ppid, std::string name) {
    Process process;
    process.pid = pid;
    process.ppid = ppid;
    process.start_time = 1'000 + static_cast<std::uint64_t>(pid);
    process.name = name;
    process.cmdline = "/usr/bin/" + name + " --verbose";
    process.exe = "/usr/bin/" + name;
    process.state = 'S';
    process.in_tree = true;
    process.fds_known = true;
    return process;
}

snapshot::Descriptor pipe_end(int number, unsigned flags) {
    snapshot::Descriptor fd;
    fd.number = number;
    fd.kind = snapshot::FdKind::pipe;
    fd.inode = 5531;
    fd.flags = flags;
    fd.target = "pipe:[5531]";
    return fd;
}

Process leader() {
    Process leader = process(801, 700, "leader");
    leader.signals.caught = 1ULL << (SIGTERM - 1);
    leader.fds = {pipe_end(5, 0)};
    Thread main = thread(801, "leader", WaitKind::child, call(SYS_wait4, 810));
    main.wait.target = 810;
    main.frames = {nameless(0x7f2010), frame(0x401020, "stop(int)", "/src/leader.cpp", 31),
                   frame(0x401080, "main", "/src/leader.cpp", 50)};
    leader.threads = {main};
    return leader;
}

Thread flusher() {
    Thread flusher = thread(812, "flusher", WaitKind::pipe_write, call(SYS_write, 6));
    flusher.wait.fds = {{6, false, true}};
    flusher.frames = {nameless(0x7f2020),
                      inlined(frame(0x402040, "Buffer::drain()", "/src/log.cpp", 12)),
                      frame(0x402040, "Log::rotate()", "/src/log.cpp", 40)};
    return flusher;
}

Thread pool_thread(pid_t tid) {
    Thread pool = thread(tid, "pool", WaitKind::mutex, call(SYS_futex, 0x55d0c0, 0x80));
    pool.wait.address = 0x55d0c0;
    pool.wait.word = snapshot::FutexWord{};
    pool.wait.word->expected = 2;
    pool.wait.word->value = 2;
    pool.wait.word->owner = 812;
    pool.frames = {nameless(0x7f2030), frame(0x402100, "Log::write()", "/src/log.cpp", 77)};
    return pool;
}

Process worker() {
    Process worker = process(810, 801, "worker");
    worker.fds = {pipe_end(6, 1)};
    Thread main = thread(810, "worker", WaitKind::poll, call(SYS_poll, 0));
    main.wait.timeout = 5'000ms;
    main.since = 350ms;
    main.error = "its stack is not whole: the frame pointer is not known";
    main.frames = {nameless(0x7f2040)};
    worker.threads = {main, flusher(), pool_thread(813), pool_thread(814)};
    return worker;
}

Process stopped() {
    Process stopped = process(820, 1, "by\x1bstander");
    stopped.state = 'T';
    stopped.stop_signal = SIGSTOP;
    Thread main = thread(820, "bystander", WaitKind::stopped, call(SYS_pause, 0));
    main.state = 'T';
    stopped.threads = {main};
    return stopped;
}

Process outside() {
    Process outside = process(700, 1, "shell");
    outside.in_tree = false;
    outside.threads = {thread(700, "shell", WaitKind::none, call(SYS_pause, 0))};
    return outside;
}

waitgraph::Verdict verdict() {
    waitgraph::Verdict verdict;
    verdict.cause = waitgraph::Cause::pipe_full;
    verdict.confidence = waitgraph::Confidence::proven;
    verdict.summary =
        "deadlock: thread 812 \"flusher\" of 810 waits for pipe 5531, full; its only reader is "
        "process 801, which waits for 810 to exit";
    verdict.pids = {810, 801};
    verdict.tids = {812, 801};
    verdict.evidence = {"the pipe had no room in both samples"};
    verdict.advice = "read the pipe before waiting for the child";
    return verdict;
}

}  // namespace

Dump sample_dump() {
    Dump dump;
    dump.snapshot.root = 801;
    dump.snapshot.time = std::chrono::system_clock::time_point(1'700'000'000'250ms);
    dump.snapshot.total = 163'400us;
    dump.snapshot.stopped_max = 27us;
    dump.snapshot.complete = false;
    dump.snapshot.errors = {"fds of 700: permission denied"};
    dump.snapshot.processes = {leader(), worker(), stopped(), outside()};
    snapshot::Pipe pipe;
    pipe.inode = 5531;
    pipe.queued = pipe.capacity = 65536;
    pipe.readable = true;
    pipe.writable = false;
    dump.snapshot.pipes = {pipe};
    dump.diagnosis.edges = {{{801, 801}, {810, 0}, WaitKind::child, "child 810"},
                            {{810, 812}, {801, 0}, WaitKind::pipe_write, "pipe 5531"},
                            {{810, 813}, {810, 812}, WaitKind::mutex, "mutex 0x55d0c0"},
                            {{810, 814}, {810, 812}, WaitKind::mutex, "mutex 0x55d0c0"}};
    dump.diagnosis.verdicts = {verdict()};
    dump.diagnosis.dead = {{801, 801}, {810, 812}, {810, 813}, {810, 814}};
    return dump;
}

}  // namespace hangar::dump
