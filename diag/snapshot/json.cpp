// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <hangar/diag/snapshot/json.hpp>
#include <nlohmann/json.hpp>

// The library finds these by the types' own namespaces.
NLOHMANN_JSON_NAMESPACE_BEGIN
template <class Value>
struct adl_serializer<std::optional<Value>> {
    static void to_json(json& to, const std::optional<Value>& from) {
        if (from)
            to = *from;
        else
            to = nullptr;
    }
    static void from_json(const json& from, std::optional<Value>& to) {
        if (from.is_null())
            to.reset();
        else
            to = from.get<Value>();
    }
};
template <class Rep, class Period>
struct adl_serializer<std::chrono::duration<Rep, Period>> {
    static void to_json(json& to, const std::chrono::duration<Rep, Period>& from) {
        to = from.count();
    }
    static void from_json(const json& from, std::chrono::duration<Rep, Period>& to) {
        to = std::chrono::duration<Rep, Period>(from.get<Rep>());
    }
};
template <>
struct adl_serializer<std::chrono::system_clock::time_point> {
    using Point = std::chrono::system_clock::time_point;
    static void to_json(json& to, const Point& from) { to = from.time_since_epoch().count(); }
    static void from_json(const json& from, Point& to) {
        to = Point(Point::duration(from.get<Point::rep>()));
    }
};
NLOHMANN_JSON_NAMESPACE_END

namespace hangar::os {
NLOHMANN_JSON_SERIALIZE_ENUM(ProcSyscall::State, {{ProcSyscall::State::running, "running"},
                                                  {ProcSyscall::State::outside, "outside"},
                                                  {ProcSyscall::State::inside, "inside"},
                                                  {ProcSyscall::State::ended, "ended"}})
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(ProcSyscall, state, number, arguments, sp, pc)
}  // namespace hangar::os

namespace hangar::os {
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(ProcessId, pid, start_time)
}  // namespace hangar::os

namespace hangar::tasks {
NLOHMANN_JSON_SERIALIZE_ENUM(Source, {{Source::loop, "loop"},
                                      {Source::outside, "outside"},
                                      {Source::core, "core"}})
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Place, function, file, line)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Frame, place, wait, object, waited, target, call)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Scope, parent, left, shielded, cancelled,
                                                cancelled_by)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Nursery, task, scope)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Task, id, name, nursery, scope, frames)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Served, call, task)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Peer, name, uid, process, parent, ended, nursery,
                                                cancel_sent, cancel_acknowledged, served)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Actor, name, uid, process, program, thread, source,
                                                virtual_time, turns, turn_began, running, tasks,
                                                nurseries, scopes, places, peers, stack, notes)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(TaskTree, actors, notes)
}  // namespace hangar::tasks

namespace hangar::snapshot {
namespace {

using nlohmann::json;

constexpr const char* schema = "hangar.snapshot/1";

}  // namespace

// An enumerator is its name. Requires: name() and a look-up by the name exist.
// NOLINTBEGIN(bugprone-macro-parentheses): a type cannot stand in parentheses.
#define HANGAR_JSON_BY_NAME(Enum, look_up)                                            \
    static void to_json(json& to, const Enum& from) {                                 \
        to = std::string(name(from));                                                 \
    }                                                                                 \
    static void from_json(const json& from, Enum& to) {                               \
        const auto found = look_up(from.get<std::string>());                          \
        if (!found) throw std::invalid_argument("unknown " #Enum ": " + from.dump()); \
        to = *found;                                                                  \
    }
// NOLINTEND(bugprone-macro-parentheses)

HANGAR_JSON_BY_NAME(WaitKind, wait_kind)
HANGAR_JSON_BY_NAME(FdKind, fd_kind)
NLOHMANN_JSON_SERIALIZE_ENUM(FileLock::Kind, {{FileLock::Kind::flock, "flock"},
                                              {FileLock::Kind::posix, "posix"},
                                              {FileLock::Kind::ofd, "ofd"},
                                              {FileLock::Kind::lease, "lease"}})
NLOHMANN_JSON_SERIALIZE_ENUM(Socket::Family, {{Socket::Family::unix_domain, "unix"},
                                              {Socket::Family::inet, "inet"},
                                              {Socket::Family::other, "other"}})

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Frame, pc, module, offset, function, file, line,
                                                inlined, signal_frame)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(FutexWord, expected, value, changed_before, owner,
                                                owner_process, owner_unknown, process_shared,
                                                shared_memory, sharers, robust, owner_died,
                                                recursive, pooled, readers, waiters)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Watch, fd, read, write)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Wait, kind, timeout, address, word, fds, target,
                                                signals, path, inode, device, named)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(SpinSamples, samples, distinct, in_kernel,
                                                stack_changes, bytes_moved, empty_calls,
                                                shared_memory)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Thread, tid, name, state, syscall, settled, wait,
                                                since, blocked, pending, switches, ran_between,
                                                queued_between, spin, inner_tid, own_descriptors,
                                                frames, error)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(EpollRow, fd, events, inode, current, kept_by,
                                                ready)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(FileLock, kind, write, pid, device, inode, start,
                                                end)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Descriptor, number, kind, inode, device, flags,
                                                target, ready, id, count, armed, pid, signals,
                                                in_flight, rows, locks)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(SignalMasks, blocked, ignored, caught, pending)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Process, pid, ppid, group, session,
                                                foreground_group, terminal, start_time, age, name,
                                                cmdline, exe, state, stop_signal, wait_status,
                                                adopted, in_tree, examiner, kernel_thread, frozen,
                                                uid, tracer, memory_of, network, signals,
                                                own_handlers, threads, fds, fds_known, kernel_posts,
                                                unseen_children, error)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Pipe, inode, device, queued, capacity, readable,
                                                writable)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Socket, inode, network, family, stream, listening,
                                                connected, local, peer, waiting_at, receive_queue,
                                                send_queue, send_buffer, backlog, name)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(LockWait, wanted, held)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(RefusedPort, pid, tid, address, held_as, holder,
                                                visited, stale)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Snapshot, root, time, complete, holders_complete,
                                                errors, total, interval, stopped_max, forebears,
                                                processes, pipes, sockets, lock_waits,
                                                refused_ports, tasks)

std::string to_json(const Snapshot& snapshot) {
    json document = snapshot;
    document["schema"] = schema;
    return document.dump(1, ' ', false, json::error_handler_t::replace);
}

os::Result<Snapshot> from_json(std::string_view text) {
    try {
        const json document = json::parse(text);
        if (document.value("schema", std::string()) != schema)
            return os::error(EBADMSG, "load snapshot", "another schema");
        auto snapshot = document.get<Snapshot>();
        std::erase_if(snapshot.tasks.actors, [](const auto& actor) { return !actor.is_sound(); });
        return snapshot;
    } catch (const std::exception& failure) {
        return os::error(EBADMSG, "load snapshot", failure.what());
    }
}

}  // namespace hangar::snapshot
