// SPDX-License-Identifier: Apache-2.0
// Waits on descriptors: who holds the other end, or what else makes them ready.
#include <algorithm>
#include <hangar/diag/waitgraph/broken_waits.hpp>
#include <hangar/diag/waitgraph/needs.hpp>
#include <hangar/diag/waitgraph/receivers.hpp>
#include <hangar/diag/waitgraph/row_watch.hpp>
#include <set>

namespace hangar::waitgraph {
namespace {

using snapshot::Descriptor;
using snapshot::EpollRow;
using snapshot::FdKind;
using snapshot::ObjectKey;
using snapshot::Process;
using snapshot::Socket;
using snapshot::Thread;
using snapshot::Wait;
using snapshot::WaitKind;
using snapshot::Watch;

// It is reported when something changes, and nothing will: the other end is gone.
bool has_had_its_last_edge(const EpollRow& row) {
    constexpr short hung_up = 0x010;
    return row.edge_triggered() && row.ready && (*row.ready & hung_up) != 0;
}

// What is submitted to such a ring is read and written while the process itself sleeps; and a
// virtual machine's devices post eventfds.
bool submits_to_the_kernel(const Process& process) {
    return std::ranges::any_of(process.fds, [](const Descriptor& fd) {
        const std::string_view target = fd.target;
        return target == "anon_inode:[io_uring]" || target.starts_with("anon_inode:kvm-") ||
               target.starts_with("/dev/vhost-") || target.starts_with("/dev/vfio/");
    });
}

// Gathers whoever may end a wait on one or several descriptors of a process.
class Sources {
  public:
    Sources(const Picture& picture, const Process& process)
        : picture_(picture), process_(process) {}

    void add(const Descriptor& fd, const Watch& watch) {
        switch (fd.kind) {
            case FdKind::pipe:
            case FdKind::fifo:
                return add_pipe(fd, watch);
            case FdKind::socket:
                return add_socket(fd.inode);
            case FdKind::eventfd:
                return add_eventfd(fd);
            case FdKind::timerfd:
                return fd.armed ? add_outside() : add_timer(fd);
            case FdKind::epoll:
                return add_set(fd);
            case FdKind::pidfd:
                return add_process(fd.pid);
            case FdKind::tty:
                return watch.write && !watch.read ? add_master(fd) : add_outside();
            case FdKind::signalfd:
            case FdKind::inotify:
            case FdKind::tty_master:
            case FdKind::file:
            case FdKind::other:
                return add_outside();
        }
    }

    void add_outside() { clause_.outside = true; }

    // Any thread of its own process could do it.
    void add_siblings() { clause_.any.push_back({{process_.pid, 0}, false}); }

    // And so could a signal's handler, as by a pipe to itself.
    void add_siblings_and_handlers() {
        add_siblings();
        if (Picture::handled_signals(process_) != 0)
            need_.doubt(Confidence::possible, handlers_doubt(process_));
    }

    void add_openers() {
        for (const Process& other : picture_.snapshot().processes)
            if (other.in_tree && !other.ended()) clause_.any.push_back({{other.pid, 0}, false});
        need_.doubt(Confidence::likely, "any process may open it");
    }

    [[nodiscard]] Need take() {
        need_.live = clause_.outside;
        std::ranges::sort(clause_.any);
        const auto repeated = std::ranges::unique(clause_.any);
        clause_.any.erase(repeated.begin(), repeated.end());
        need_.all.push_back(std::move(clause_));
        return std::move(need_);
    }

  private:
    void add_holder(const Process& holder, bool to_be_written) {
        if (holder.examiner || submits_to_the_kernel(holder)) return add_outside();
        if (holder.pid == process_.pid)
            return to_be_written ? add_siblings_and_handlers() : add_siblings();
        if (!holder.ended()) clause_.any.push_back({{holder.pid, 0}, true});
    }

    // The holders of `key`, for reading or for writing. Without any the object is in a way that we
    // don't see, and that is live, unless it lies in a message.
    void add_holders(const ObjectKey& key, bool readers, bool writers) {
        bool found = false;
        for (const Holder& holder : picture_.holders(key)) {
            if (!(readers && holder.fd->reads()) && !(writers && holder.fd->writes())) continue;
            add_holder(*holder.process, writers);
            found = true;
        }
        for (const Process* opaque : picture_.opaque())
            clause_.any.push_back({{opaque->pid, 0}, true});
        if (!picture_.snapshot().holders_complete) add_outside();
        if (!found && picture_.receivers().empty()) add_outside();
        add_receivers(picture_,
                      found ? "another end of it may lie in a message"
                            : "nobody is seen to hold the other end",
                      need_, clause_);
    }

    // Whoever else has the very same set or timer open may change it.
    void add_sharers(const Descriptor& fd) {
        if (fd.id == 0 || !picture_.snapshot().holders_complete) return add_outside();
        for (const Holder& holder : picture_.holders(key_of(fd))) {
            if (holder.process->examiner || submits_to_the_kernel(*holder.process))
                return add_outside();
            if (!holder.process->ended()) clause_.any.push_back({{holder.process->pid, 0}, false});
        }
        for (const Process* opaque : picture_.opaque())
            clause_.any.push_back({{opaque->pid, 0}, false});
        add_receivers(picture_, "it may also lie in a message", need_, clause_);
    }

    void add_timer(const Descriptor& fd) {
        add_siblings_and_handlers();
        add_sharers(fd);
    }

    // Whatever poll is asked for, it also tells that the other side has gone: what else one end can
    // wait for, its own access mode says.
    void add_pipe(const Descriptor& fd, const Watch& watch) {
        const bool both_ends = fd.reads() && fd.writes();
        if (both_ends ? watch.read : fd.reads()) add_holders(key_of(fd), false, true);
        if (both_ends ? watch.write : fd.writes()) add_holders(key_of(fd), true, false);
        if (fd.kind == FdKind::fifo) doubt_fifo(fd, watch);
    }

    // Who holds a write end of the FIFO that it reads keeps it open for whoever comes.
    void doubt_fifo(const Descriptor& fd, const Watch& watch) {
        const bool serves =
            fd.reads() && watch.read && std::ranges::any_of(process_.fds, [&fd](const auto& mine) {
                return mine.writes() && key_of(mine) == key_of(fd);
            });
        need_.doubt(serves ? Confidence::possible : Confidence::likely, "any process may open it");
    }

    void add_socket(std::uint64_t inode) {
        const Socket* socket = picture_.snapshot().socket(inode);
        const bool closed_world = socket != nullptr && !socket->listening && socket->local &&
                                  (socket->peer != 0 || socket->waiting_at != 0) &&
                                  (socket->stream || socket->name.empty());
        if (!closed_world) return add_outside();
        const std::uint64_t other = socket->peer != 0 ? socket->peer : socket->waiting_at;
        add_holders({.kind = FdKind::socket, .number = other}, true, true);
    }

    void add_eventfd(const Descriptor& fd) {
        add_siblings_and_handlers();
        if (fd.id == 0) return add_outside();  // a kernel that does not name them
        for (const Holder& holder : picture_.holders(key_of(fd)))
            if (holder.process->kernel_posts) return add_outside();
        add_holders(key_of(fd), true, true);
    }

    void add_process(pid_t pid) {
        const Process* process = picture_.process(pid);
        if (process == nullptr || process->ended()) return add_outside();
        clause_.any.push_back({{pid, 0}, true});
    }

    void add_master(const Descriptor& fd) {
        const auto& masters = picture_.holders({.kind = FdKind::tty_master, .number = fd.id});
        if (masters.empty()) return add_outside();
        for (const Holder& master : masters) add_holder(*master.process, false);
    }

    // What a set watches can be changed by any thread that has it, of whatever process.
    void add_set(const Descriptor& set) {
        if (!visited_.insert(set.number).second) return;
        add_siblings();
        add_sharers(set);
        for (const EpollRow& row : set.rows) {
            if (row.disarmed() || has_had_its_last_edge(row)) continue;
            const Descriptor* target = process_.descriptor(row.fd);
            if (target == nullptr || !row.current.value_or(false)) {
                add_outside();
                continue;
            }
            add(*target, watch_of(row));
        }
    }

    const Picture& picture_;
    const Process& process_;
    Clause clause_;
    Need need_;
    std::set<int> visited_;
};

// The kernel would have let it go on: what was read is a moment between two states.
bool is_passing(const Descriptor& fd, const Wait& wait) {
    constexpr short in = 0x001;
    constexpr short out = 0x004;
    if (!fd.ready) return false;
    const bool reads = wait.kind == WaitKind::pipe_read || wait.kind == WaitKind::socket_read ||
                       wait.kind == WaitKind::accept || wait.kind == WaitKind::eventfd;
    const bool writes = wait.kind == WaitKind::pipe_write;
    return (reads && (*fd.ready & in) != 0) || (writes && (*fd.ready & out) != 0);
}

}  // namespace

Need descriptor_need(const Picture& picture, const Process& process, const Thread& thread) {
    const Wait& wait = thread.wait;
    Sources sources(picture, process);
    if (wait.kind == WaitKind::fifo_open) {
        sources.add_openers();
        return sources.take();
    }
    const bool asks_outside = wait.kind == WaitKind::accept || wait.fds.empty();
    if (asks_outside) return live_need();
    for (const Watch& watch : wait.fds) {
        const Descriptor* fd = process.descriptor(watch.fd);
        if (fd == nullptr || is_passing(*fd, wait)) return live_need();
        sources.add(*fd, watch);
    }
    return sources.take();
}

}  // namespace hangar::waitgraph
