// SPDX-License-Identifier: Apache-2.0
#include <hangar/diag/tasks/text.hpp>
#include <nlohmann/json.hpp>

namespace hangar::tasks {
namespace {

using nlohmann::ordered_json;

ordered_json milliseconds(std::int64_t ns) {
    if (ns == no_time) return nullptr;
    return static_cast<double>(ns / 1000) / 1000;
}

ordered_json index_json(std::int32_t index) {
    if (index < 0) return nullptr;
    return index;
}

// Beside what else is said of it: {"call": 7} or {"context": 2}.
void add_call(ordered_json& json, std::uint64_t call) {
    const bool context = (call & CallNode::is_context) != 0;
    json[context ? "context" : "call"] = call & ~CallNode::is_context;
}

ordered_json frame_json(const Actor& actor, const Frame& frame) {
    ordered_json json;
    if (frame.place >= 0) {
        const Place& place = actor.places[static_cast<std::size_t>(frame.place)];
        json["function"] = place.function;
        json["file"] = place.file;
        json["line"] = place.line;
    }
    if (frame.wait == 0) return json;
    ordered_json wait{{"kind", wait_name(frame.wait)}, {"object", frame.object}};
    wait["waited_ms"] = milliseconds(frame.waited);
    if (frame.target >= 0) wait["target"] = frame.target;
    if (waits_for_a_peer(frame)) {
        add_call(wait, frame.call);
        if (frame.target >= 0)
            wait["actor"] = actor.peers[static_cast<std::size_t>(frame.target)].name;
    }
    json["wait"] = std::move(wait);
    return json;
}

ordered_json task_json(const Actor& actor, const Task& task) {
    ordered_json json{{"id", task.id}, {"name", task.name}};
    json["nursery"] = index_json(task.nursery);
    json["scope"] = index_json(task.scope);
    json["frames"] = ordered_json::array();
    for (const Frame& frame : task.frames) json["frames"].push_back(frame_json(actor, frame));
    return json;
}

ordered_json scope_json(const Scope& scope) {
    ordered_json json{{"parent", index_json(scope.parent)},
                      {"deadline_left_ms", milliseconds(scope.left)},
                      {"shielded", scope.shielded},
                      {"cancelled", scope.cancelled}};
    if (scope.cancelled) json["cancelled_by"] = scope.cancelled_by;
    return json;
}

ordered_json peer_json(const Peer& peer) {
    ordered_json json{{"actor", peer.name},
                      {"uid", peer.uid},
                      {"pid", peer.process.pid},
                      {"starttime", peer.process.start_time},
                      {"parent", peer.parent},
                      {"ended", peer.ended},
                      {"nursery", index_json(peer.nursery)},
                      {"cancel_sent_ms", milliseconds(peer.cancel_sent)},
                      {"cancel_acknowledged_ms", milliseconds(peer.cancel_acknowledged)}};
    json["serves"] = ordered_json::array();
    for (const Served& served : peer.served) {
        ordered_json each;
        add_call(each, served.call);
        each["task"] = index_json(served.task);
        json["serves"].push_back(std::move(each));
    }
    return json;
}

template <class List, class Make>
ordered_json list_json(const List& list, Make make) {
    auto json = ordered_json::array();
    for (const auto& element : list) json.push_back(make(element));
    return json;
}

ordered_json actor_json(const Actor& actor) {
    ordered_json json{{"actor", actor.name},
                      {"uid", actor.uid},
                      {"parent", actor.parent_uid()},
                      {"pid", actor.process.pid},
                      {"starttime", actor.process.start_time},
                      {"program", actor.program},
                      {"tid", actor.thread},
                      {"source", std::string(name(actor.source))},
                      {"virtual_time", actor.virtual_time},
                      {"turns", actor.turns},
                      {"turn_began_ms", milliseconds(actor.turn_began)},
                      {"running", index_json(actor.running)}};
    json["tasks"] = list_json(actor.tasks, [&](const Task& t) { return task_json(actor, t); });
    json["nurseries"] = list_json(actor.nurseries, [](const Nursery& nursery) {
        return ordered_json{{"task", index_json(nursery.task)},
                            {"scope", index_json(nursery.scope)}};
    });
    json["scopes"] = list_json(actor.scopes, scope_json);
    json["peers"] = list_json(actor.peers, peer_json);
    json["stack"] = actor.stack;
    json["notes"] = actor.notes;
    return json;
}

}  // namespace

std::string to_json(const TaskTree& tree) {
    ordered_json json{{"schema", "hangar.tasks/1"}};
    json["actors"] = list_json(tree.actors, actor_json);
    json["notes"] = tree.notes;
    return json.dump(1, ' ', false, ordered_json::error_handler_t::replace) + '\n';
}

}  // namespace hangar::tasks
