// SPDX-License-Identifier: Apache-2.0
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/utsname.h>

#include <nlohmann/json.hpp>

#include <hangar/diag/dump/deadlock.hpp>
#include <hangar/diag/dump/json.hpp>
#include <hangar/diag/dump/movement.hpp>
#include <hangar/diag/dump/syscall_text.hpp>
#include <hangar/diag/os/signals.hpp>
#include <hangar/diag/tasks/text.hpp>
#include <hangar/diag/waitgraph/diagnose.hpp>

namespace hangar::dump {
namespace {

using Json = nlohmann::ordered_json;
using snapshot::Process;
using snapshot::Snapshot;
using snapshot::Thread;

std::string hexadecimal(std::uint64_t value) {
    return fmt::format("{:#x}", value);
}

Json signal_names(std::uint64_t mask) {
    Json names = Json::array();
    for (const int signal : os::SignalSet::from_mask(mask).list())
        names.push_back(os::signal_name(signal));
    return names;
}

Json frame_json(const snapshot::Frame& frame) {
    Json json{{"pc", hexadecimal(frame.pc)}};
    if (!frame.function.empty()) json["function"] = frame.function;
    if (!frame.file.empty()) json["file"] = frame.file;
    if (frame.line != 0) json["line"] = frame.line;
    json["inlined"] = frame.inlined;
    if (!frame.module.empty()) {
        json["module"] = frame.module;
        json["offset"] = hexadecimal(frame.offset);
    }
    if (frame.signal_frame) json["signal_frame"] = true;
    return json;
}

Json wait_json(const Snapshot& snapshot, const Process& process, const Thread& thread) {
    Json json{{"kind", name(thread.wait.kind)},
              {"object", waitgraph::object_of(snapshot, process, thread)},
              {"detail", waitgraph::detail_of(snapshot, process, thread)},
              {"timeout", thread.wait.ends_by_itself()}};
    if (thread.since) json["since_ms"] = thread.since->count();
    return json;
}

Json thread_json(const Snapshot& snapshot, const Process& process, const Thread& thread) {
    Json json{{"tid", thread.tid}, {"name", thread.name}, {"state", std::string(1, thread.state)}};
    if (thread.syscall && thread.syscall->number >= 0)
        json["syscall"] = syscall_text(*thread.syscall);
    if (thread.wait.kind != snapshot::WaitKind::none)
        json["wait"] = wait_json(snapshot, process, thread);
    json["frames"] = Json::array();
    for (const snapshot::Frame& frame : thread.frames) json["frames"].push_back(frame_json(frame));
    if (!thread.error.empty()) json["error"] = thread.error;
    return json;
}

// Those of the process's own actors.
tasks::TaskTree tasks_of(const Snapshot& snapshot, const Process& process) {
    tasks::TaskTree tree;
    for (const tasks::Actor& actor : snapshot.tasks.actors)
        if (actor.process.pid == process.pid) tree.actors.push_back(actor);
    return tree;
}

Json process_json(const Snapshot& snapshot, const Process& process) {
    Json json{{"pid", process.pid},
              {"ppid", process.ppid},
              {"starttime", process.start_time},
              {"comm", process.name},
              {"cmdline", process.cmdline},
              {"exe", process.exe},
              {"state", std::string(1, process.state)}};
    if (process.stop_signal != 0) json["stop_signal"] = os::signal_name(process.stop_signal);
    json["in_tree"] = process.in_tree;
    json["signals"] = {{"blocked", signal_names(process.signals.blocked)},
                       {"ignored", signal_names(process.signals.ignored)},
                       {"caught", signal_names(process.signals.caught)},
                       {"pending", signal_names(process.signals.pending)}};
    json["threads"] = Json::array();
    for (const Thread& thread : process.threads)
        json["threads"].push_back(thread_json(snapshot, process, thread));
    if (const auto tasks = tasks_of(snapshot, process); !tasks.actors.empty())
        json["tasks"] = Json::parse(tasks::to_json(tasks));
    if (!process.error.empty()) json["error"] = process.error;
    return json;
}

Json party_json(const waitgraph::Party& party) {
    Json json{{"pid", party.pid}};
    if (party.tid != 0) json["tid"] = party.tid;
    return json;
}

Json edge_json(const waitgraph::Edge& edge) {
    return {{"from", party_json(edge.from)},
            {"to", party_json(edge.to)},
            {"kind", name(edge.kind)},
            {"object", edge.object}};
}

Json verdict_json(const waitgraph::Verdict& verdict) {
    return {{"cause", slug(verdict.cause)}, {"confidence", name(verdict.confidence)},
            {"summary", verdict.summary},   {"pids", verdict.pids},
            {"tids", verdict.tids},         {"evidence", verdict.evidence},
            {"advice", verdict.advice}};
}

// Which verdict; null: none.
Json deadlock_json(const Dump& dump) {
    const auto* deadlock = proven_deadlock(dump);
    return deadlock == nullptr ? Json() : Json(deadlock - dump.diagnosis.verdicts.data());
}

Json moved_json(const Dump& dump) {
    const auto moved = something_moved(dump);
    return moved ? Json(*moved) : Json();
}

template <class Items, class Render>
Json list(const Items& items, Render render) {
    Json json = Json::array();
    for (const auto& item : items) json.push_back(render(item));
    return json;
}

Json head_json(const Snapshot& snapshot) {
    const auto seconds = std::chrono::floor<std::chrono::milliseconds>(snapshot.time);
    return {{"schema", "hangar.dump/1"},
            {"root", snapshot.root},
            {"time", fmt::format("{:%FT%TZ}", fmt::gmtime(seconds))},
            {"complete", snapshot.complete},
            {"errors", snapshot.errors}};
}

Json timing_json(const Snapshot& snapshot) {
    return {{"total_ms", std::chrono::ceil<std::chrono::milliseconds>(snapshot.total).count()},
            {"stopped_us_max", snapshot.stopped_max.count()}};
}

std::size_t thread_count(const Snapshot& snapshot) {
    std::size_t count = 0;
    for (const Process& process : snapshot.processes) count += process.threads.size();
    return count;
}

std::string text_of(const Json& json) {
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace

std::string to_json(const Dump& dump) {
    const Snapshot& snapshot = dump.snapshot;
    Json json = head_json(snapshot);
    json["timing"] = timing_json(snapshot);
    json["processes"] = list(snapshot.processes, [&](const Process& process) {
        return process_json(snapshot, process);
    });
    json["edges"] = list(dump.diagnosis.edges, edge_json);
    json["moved"] = moved_json(dump);
    json["deadlock"] = deadlock_json(dump);
    json["verdicts"] = list(dump.diagnosis.verdicts, verdict_json);
    return text_of(json);
}

std::string verdicts_to_json(const Dump& dump) {
    Json json = head_json(dump.snapshot);
    json["timing"] = timing_json(dump.snapshot);
    json["processes"] = Json::array();
    json["edges"] = Json::array();
    json["moved"] = moved_json(dump);
    json["deadlock"] = deadlock_json(dump);
    json["verdicts"] = list(dump.diagnosis.verdicts, verdict_json);
    return text_of(json);
}

std::string meta_to_json(const Dump& dump) {
    utsname system{};
    static_cast<void>(::uname(&system));
    Json json = head_json(dump.snapshot);
    json["timing"] = timing_json(dump.snapshot);
    json["kernel"] = system.release;
    json["machine"] = system.machine;
    json["processes"] = dump.snapshot.processes.size();
    json["threads"] = thread_count(dump.snapshot);
    json["verdicts"] = dump.diagnosis.verdicts.size();
    return text_of(json);
}

}  // namespace hangar::dump
