// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fcntl.h>

#include <algorithm>
#include <hangar/diag/snapshot/snapshot.hpp>
#include <hangar/diag/waitgraph/diagnose.hpp>
#include <hangar/diag/waitgraph/signal_bit.hpp>
#include <string>

namespace hangar::waitgraph {

// A hand-made snapshot for tests: a world that holds still. Every thread that it makes is asleep in
// both samples; what it waits for is said by the functions below. References stay valid: there is
// room for many.
class World {
  public:
    World() {
        snapshot.processes.reserve(100);
        snapshot.interval = std::chrono::milliseconds(150);
    }

    // A process with its main thread, in the tree.
    snapshot::Process& process(pid_t pid, pid_t ppid = 1) {
        snapshot::Process fresh;
        fresh.pid = pid;
        fresh.ppid = ppid;
        fresh.start_time = static_cast<std::uint64_t>(pid);
        fresh.name = "p" + std::to_string(pid);
        fresh.state = 'S';
        fresh.in_tree = true;
        fresh.fds_known = true;
        fresh.threads.reserve(20);
        if (snapshot.root == 0) snapshot.root = pid;
        snapshot.processes.push_back(std::move(fresh));
        thread(snapshot.processes.back(), pid);
        return snapshot.processes.back();
    }

    snapshot::Thread& thread(snapshot::Process& process, pid_t tid) {
        snapshot::Thread fresh;
        fresh.tid = tid;
        fresh.name = "t" + std::to_string(tid);
        fresh.state = 'S';
        fresh.settled = true;
        process.threads.push_back(std::move(fresh));
        return process.threads.back();
    }

    static snapshot::Thread& main_thread(snapshot::Process& process) {
        return process.threads.front();
    }

    // Waits for a mutex that `owner` has.
    static void mutex(snapshot::Thread& thread, pid_t owner, pid_t owner_process,
                      std::uint64_t address = 0x1000) {
        thread.wait.kind = snapshot::WaitKind::mutex;
        thread.wait.address = address;
        thread.wait.word = snapshot::FutexWord{.expected = 2, .value = 2};
        thread.wait.word->owner = owner;
        thread.wait.word->owner_process = owner_process;
    }

    // Waits for a word that nobody owns.
    static void word(snapshot::Thread& thread, snapshot::WaitKind kind) {
        thread.wait.kind = kind;
        thread.wait.address = 0x2000;
        thread.wait.word = snapshot::FutexWord{.expected = 7, .value = 7};
    }

    static void join(snapshot::Thread& thread, pid_t target) {
        thread.wait.kind = snapshot::WaitKind::join;
        thread.wait.target = target;
        thread.wait.word = snapshot::FutexWord{};
    }

    static void child(snapshot::Thread& thread, pid_t target) {
        thread.wait.kind = snapshot::WaitKind::child;
        thread.wait.target = target;
    }

    static void signal(snapshot::Thread& thread, std::uint64_t signals = ~std::uint64_t{0}) {
        thread.wait.kind = snapshot::WaitKind::signal;
        thread.wait.signals = signals;
    }

    static void sleep(snapshot::Thread& thread) {
        thread.wait.kind = snapshot::WaitKind::sleep;
        thread.wait.timeout = std::chrono::seconds(100);
    }

    static void stopped(snapshot::Process& process, int signal) {
        process.state = 'T';
        process.stop_signal = signal;
        for (snapshot::Thread& thread : process.threads) {
            thread.state = 'T';
            thread.wait.kind = snapshot::WaitKind::stopped;
        }
    }

    static snapshot::Descriptor& descriptor(snapshot::Process& process, int number,
                                            snapshot::FdKind kind, std::uint64_t inode,
                                            unsigned flags = O_RDWR) {
        process.fds.reserve(50);
        snapshot::Descriptor fd;
        fd.number = number;
        fd.kind = kind;
        fd.inode = inode;
        fd.flags = flags;
        const bool named = kind == snapshot::FdKind::epoll || kind == snapshot::FdKind::timerfd;
        if (named) fd.id = static_cast<std::uint64_t>(process.pid * 1000 + number);
        process.fds.push_back(std::move(fd));
        return process.fds.back();
    }

    // Blocks on descriptor `fd`, which it must have.
    static void on_fd(snapshot::Thread& thread, snapshot::WaitKind kind, int fd,
                      bool write = false) {
        thread.wait.kind = kind;
        thread.wait.fds = {{.fd = fd, .read = !write, .write = write}};
    }

    void pipe(std::uint64_t inode, bool full) {
        snapshot.pipes.push_back({.inode = inode,
                                  .queued = full ? 65536U : 0U,
                                  .capacity = 65536,
                                  .readable = full,
                                  .writable = !full});
    }

    // A connected pair of sockets.
    void sockets(std::uint64_t first, std::uint64_t second) {
        for (const auto& [inode, peer] : {std::pair(first, second), std::pair(second, first)})
            snapshot.sockets.push_back({.inode = inode,
                                        .family = snapshot::Socket::Family::unix_domain,
                                        .connected = true,
                                        .local = true,
                                        .peer = peer});
    }

    [[nodiscard]] Diagnosis diagnose() const { return waitgraph::diagnose(snapshot); }

    snapshot::Snapshot snapshot;
};

inline constexpr auto proven = Confidence::proven;
inline constexpr auto likely = Confidence::likely;
inline constexpr auto possible = Confidence::possible;

// The confidence of the verdict on `cause`; empty: there is none.
[[nodiscard]] inline std::optional<Confidence> confidence_of(const Diagnosis& diagnosis,
                                                             Cause cause) {
    const auto found = std::ranges::find(diagnosis.verdicts, cause, &Verdict::cause);
    if (found == diagnosis.verdicts.end()) return std::nullopt;
    return found->confidence;
}

[[nodiscard]] inline std::string text_of(const Diagnosis& diagnosis) {
    std::string text;
    for (const Verdict& verdict : diagnosis.verdicts)
        text += std::string(name(verdict.confidence)) + ' ' + std::string(slug(verdict.cause)) +
                ": " + verdict.summary + '\n';
    return text;
}

}  // namespace hangar::waitgraph
