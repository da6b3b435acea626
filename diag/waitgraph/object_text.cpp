// SPDX-License-Identifier: Apache-2.0
// The half of text.hpp that names objects.
#include <fmt/format.h>

#include <hangar/diag/os/signals.hpp>
#include <hangar/diag/waitgraph/diagnose.hpp>
#include <hangar/diag/waitgraph/text.hpp>

namespace hangar::waitgraph {
namespace {

using snapshot::Descriptor;
using snapshot::FdKind;
using snapshot::FutexWord;
using snapshot::Process;
using snapshot::Snapshot;
using snapshot::Socket;
using snapshot::Thread;
using snapshot::Wait;
using snapshot::WaitKind;

std::string_view noun(WaitKind kind) {
    switch (kind) {
        case WaitKind::mutex:
            return "mutex";
        case WaitKind::rwlock:
            return "read-write lock";
        case WaitKind::condvar:
            return "condition variable";
        case WaitKind::semaphore:
            return "semaphore";
        case WaitKind::future:
            return "future";
        case WaitKind::init:
            return "static object's guard";
        case WaitKind::call_once:
            return "once flag";
        default:
            return "word";
    }
}

std::string socket_text(const Snapshot& snapshot, std::uint64_t inode) {
    const Socket* socket = snapshot.socket(inode);
    if (socket == nullptr || socket->name.empty()) return fmt::format("socket {}", inode);
    return fmt::format("socket {} ({})", inode, socket->name);
}

// Of the descriptors a thread waits on, the first that can be named, and how many more.
std::string descriptors_text(const Snapshot& snapshot, const Process& process, const Wait& wait) {
    if (wait.fds.empty()) return "no descriptor at all";
    const int number = wait.fds.front().fd;
    const Descriptor* fd = process.descriptor(number);
    std::string text =
        fd != nullptr ? descriptor_text(snapshot, *fd) : fmt::format("fd {}", number);
    if (wait.fds.size() > 1) text += fmt::format(" and {} more", wait.fds.size() - 1);
    return text;
}

std::string child_text(std::int64_t target) {
    if (target > 0) return fmt::format("child {}", target);
    return target == 0 ? "any child" : fmt::format("any child of group {}", -target);
}

std::string signals_text(std::uint64_t mask) {
    const auto signals = os::SignalSet::from_mask(mask).list();
    if (signals.empty() || signals.size() > 6) return signals.empty() ? "no signal" : "any signal";
    std::string text;
    for (const int signal : signals) text += (text.empty() ? "" : ", ") + os::signal_name(signal);
    return text;
}

std::string queue_text(const snapshot::Pipe& pipe, WaitKind kind) {
    if (kind == WaitKind::pipe_write)
        return fmt::format("full ({} of {})", pipe.queued, pipe.capacity);
    return pipe.queued == 0 ? "empty" : fmt::format("{} bytes in it", pipe.queued);
}

std::string word_text(const FutexWord& word) {
    std::string text;
    if (word.owner) text = fmt::format("owner {}", *word.owner);
    if (word.readers > 0) text += (text.empty() ? "" : ", ") + counted(word.readers, "reader");
    if (word.wake_was_missed())
        text += fmt::format("{}it holds {} while its sleeper expects {}", text.empty() ? "" : ", ",
                            *word.value, word.expected);
    return text;
}

}  // namespace

std::string descriptor_text(const Snapshot& snapshot, const Descriptor& fd) {
    switch (fd.kind) {
        case FdKind::pipe:
            return fmt::format("pipe {}", fd.inode);
        case FdKind::fifo:
            return "FIFO " + fd.target;
        case FdKind::socket:
            return socket_text(snapshot, fd.inode);
        case FdKind::eventfd:
            return fmt::format("eventfd {}", fd.id);
        case FdKind::pidfd:
            return fmt::format("process {}", fd.pid);
        case FdKind::tty:
        case FdKind::tty_master:
            return "terminal " + fd.target;
        case FdKind::epoll:
            return fmt::format("epoll set (fd {})", fd.number);
        case FdKind::timerfd:
            return fmt::format("timer (fd {})", fd.number);
        case FdKind::signalfd:
            return fmt::format("signalfd (fd {})", fd.number);
        case FdKind::inotify:
            return fmt::format("inotify (fd {})", fd.number);
        case FdKind::file:
        case FdKind::other:
            return fd.target;
    }
    return fd.target;
}

std::string object_text(const Snapshot& snapshot, const Process& process, const Thread& thread) {
    const Wait& wait = thread.wait;
    switch (wait.kind) {
        case WaitKind::none:
            return {};
        case WaitKind::semaphore:
            if (!wait.word) return wait.path;
            [[fallthrough]];
        case WaitKind::mutex:
        case WaitKind::rwlock:
        case WaitKind::condvar:
        case WaitKind::future:
        case WaitKind::atomic:
        case WaitKind::init:
        case WaitKind::call_once:
            return fmt::format("{} {:#x}", noun(wait.kind), wait.address);
        case WaitKind::join:
            return fmt::format("thread {}", wait.target);
        case WaitKind::child:
            return child_text(wait.target);
        case WaitKind::vfork:
            return fmt::format("vfork child {}", wait.target);
        case WaitKind::traced:
            return fmt::format("tracer {}", wait.target);
        case WaitKind::signal:
            return signals_text(wait.signals);
        case WaitKind::fifo_open:
            return "FIFO " + wait.path;
        case WaitKind::sleep:
            return "a sleep";
        case WaitKind::stopped:
            return "SIGCONT";
        case WaitKind::frozen:
            return "its control group";
        case WaitKind::disk:
            return "an uninterruptible operation";
        case WaitKind::other:
            return "another system call";
        default:
            return descriptors_text(snapshot, process, wait);
    }
}

std::string detail_text(const Snapshot& snapshot, const Process& process, const Thread& thread) {
    const Wait& wait = thread.wait;
    if (wait.word) return word_text(*wait.word);
    const Descriptor* fd = wait.fds.empty() ? nullptr : process.descriptor(wait.fds.front().fd);
    const bool piped = wait.kind == WaitKind::pipe_read || wait.kind == WaitKind::pipe_write;
    const snapshot::Pipe* pipe = fd != nullptr && piped ? snapshot.pipe(*fd) : nullptr;
    if (pipe != nullptr) return queue_text(*pipe, wait.kind);
    if (wait.kind == WaitKind::stopped) return stopped_text(process);
    const bool writes = !wait.fds.empty() && wait.fds.front().write;
    if (wait.kind == WaitKind::io && writes && fd != nullptr && fd->kind == FdKind::eventfd)
        return "full";
    if (wait.kind == WaitKind::epoll && fd != nullptr)
        return counted(fd->rows.size(), "descriptor") + " watched";
    return {};
}

std::string object_of(const Snapshot& snapshot, const Process& process, const Thread& thread) {
    return object_text(snapshot, process, thread);
}

std::string detail_of(const Snapshot& snapshot, const Process& process, const Thread& thread) {
    return detail_text(snapshot, process, thread);
}

}  // namespace hangar::waitgraph
