// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <hangar/diag/tasks/nesting.hpp>
#include <hangar/diag/tasks/text.hpp>

namespace hangar::tasks {
namespace {

constexpr std::size_t deepest = 200;

// 1.2 s; 3 min 20 s; 40 ms. Two units are enough.
std::string duration(std::int64_t ns) {
    const std::int64_t ms = ns / 1'000'000;
    if (ms < 1000) return fmt::format("{} ms", ms);
    if (ms < 60'000) return fmt::format("{:.1f} s", static_cast<double>(ms) / 1000);
    const std::int64_t s = ms / 1000;
    if (s < 3600) return fmt::format("{} min {} s", s / 60, s % 60);
    return fmt::format("{} h {} min", s / 3600, s % 3600 / 60);
}

// Without what tells nobody where it is: template arguments behind, unnamed namespaces.
std::string short_name(std::string function) {
    constexpr std::string_view unnamed = "(anonymous namespace)::";
    if (const auto arguments = function.find(" ["); arguments != std::string::npos)
        function.resize(arguments);
    for (auto at = function.find(unnamed); at != std::string::npos; at = function.find(unnamed))
        function.erase(at, unnamed.size());
    return function;
}

class Printer {
  public:
    explicit Printer(const TaskTree& tree) : tree_(tree), nesting_(tree) {}

    std::string print() {
        for (const std::size_t actor : nesting_.roots()) print_actor(actor, 0);
        for (const std::string& note : tree_.notes) line(0, "note: " + note);
        return std::move(out_);
    }

  private:
    void line(std::size_t depth, const std::string& text) {
        out_ += std::string(2 * depth, ' ') + text + '\n';
    }

    static std::string how(const Actor& actor) {
        switch (actor.source) {
            case Source::loop:
                return "its loop answered";
            case Source::outside:
                return "read from outside";
            case Source::core:
                return "read from a core file";
        }
        return {};
    }

    bool too_deep(std::size_t depth) {
        if (depth < deepest) return false;
        line(depth, "(what is deeper is left out)");
        return true;
    }

    void print_actor(std::size_t index, std::size_t depth) {
        if (too_deep(depth)) return;
        const Actor& actor = tree_.actors[index];
        line(depth, fmt::format("{} {} (pid {}{}, thread {}): {} tasks, {}{}",
                                actor.uid.empty() ? "loop" : "actor", actor.name, actor.process.pid,
                                actor.program.empty() ? "" : " \"" + actor.program + '"',
                                actor.thread, actor.tasks.size(), how(actor),
                                actor.virtual_time ? ", on a virtual clock" : ""));
        if (actor.running >= 0) {
            line(depth + 1, fmt::format("runs task {} since {}", task_name(actor, actor.running),
                                        duration(actor.turn_began)));
        }
        for (const std::string& note : actor.notes) line(depth + 1, "note: " + note);
        for (const Peer& peer : actor.peers) print_cancelling(peer, depth + 1);
        if (!actor.stack.empty()) line(depth + 1, "its thread's stack:");
        for (const std::string& frame : actor.stack) line(depth + 2, frame);
        for (std::size_t i = 0; i < actor.tasks.size(); ++i)
            if (actor.tasks[i].nursery < 0) print_task(index, i, depth + 1);
        for (const std::size_t child : nesting_.children_of(index))
            if (!nesting_.is_in_a_nursery(child)) print_actor(child, depth + 1);
    }

    void print_cancelling(const Peer& peer, std::size_t depth) {
        if (peer.cancel_sent == no_time || peer.ended) return;
        line(depth,
             fmt::format(
                 "{} was asked to end {} ago{}", peer.name, duration(peer.cancel_sent),
                 peer.cancel_acknowledged == no_time
                     ? ", and has not acknowledged it"
                     : fmt::format(", acknowledged {} ago", duration(peer.cancel_acknowledged))));
    }

    static std::string task_name(const Actor& actor, std::int32_t index) {
        const Task& task = actor.tasks[static_cast<std::size_t>(index)];
        return fmt::format("{} \"{}\"", task.id, task.name);
    }

    void print_task(std::size_t actor_index, std::size_t index, std::size_t depth) {
        if (too_deep(depth)) return;
        const Actor& actor = tree_.actors[actor_index];
        const Task& task = actor.tasks[index];
        line(depth, fmt::format("task {}", task_name(actor, static_cast<std::int32_t>(index))));
        for (const Frame& frame : task.frames) print_frame(actor, frame, depth + 1);
        print_scopes(actor, task, depth + 1);
        for (std::size_t i = 0; i < actor.nurseries.size(); ++i)
            if (actor.nurseries[i].task == static_cast<std::int32_t>(index))
                print_nursery(actor_index, i, depth + 1);
    }

    void print_frame(const Actor& actor, const Frame& frame, std::size_t depth) {
        std::string text = "at ?";
        if (frame.place >= 0) {
            const Place& place = actor.places[static_cast<std::size_t>(frame.place)];
            text = fmt::format("at {} ({}:{})", short_name(place.function), place.file, place.line);
        }
        if (frame.wait != 0)
            text += fmt::format(", waits {} for {}", duration(frame.waited), what(actor, frame));
        line(depth, text);
    }

    static std::string to_do(const std::string& peer, const Frame& frame) {
        const std::string call = call_name(frame.call);
        switch (static_cast<WaitKind>(frame.wait)) {
            case WaitKind::item:
                return fmt::format("{} to send an item in {}", peer, call);
            case WaitKind::room:
                return fmt::format("{} to receive an item in {}", peer, call);
            case WaitKind::context:
                return fmt::format("{} to go on with {}", peer, call);
            case WaitKind::terminal:
                return fmt::format("the terminal, through {} ({})", peer, call);
            default:
                return fmt::format("{} to answer {}", peer, call);
        }
    }

    static std::string what(const Actor& actor, const Frame& frame) {
        const auto at = static_cast<std::size_t>(frame.target);
        const bool known = frame.target >= 0;
        switch (static_cast<WaitKind>(frame.wait)) {
            case WaitKind::sleep:
                return "a time";
            case WaitKind::forever:
                return "its cancellation";
            case WaitKind::yield:
                return "its turn";
            case WaitKind::nursery:
                return "its nursery's tasks";
            case WaitKind::readable:
            case WaitKind::writable:
                return fmt::format("descriptor {} to be {}", frame.object, wait_name(frame.wait));
            case WaitKind::accept:
                return fmt::format("a connection on descriptor {}", frame.object);
            case WaitKind::signal:
                return "a signal";
            case WaitKind::exit:
                return fmt::format("the end of process {}", frame.object);
            case WaitKind::lock:
                return fmt::format("lock {:#x}{}", frame.object,
                                   known ? ", held by task " + task_name(actor, frame.target) : "");
            case WaitKind::call:
            case WaitKind::context:
            case WaitKind::item:
            case WaitKind::room:
            case WaitKind::terminal:
                return known ? to_do(actor.peers[at].name, frame)
                             : "somebody at the other end of " + call_name(frame.call);
            case WaitKind::frame:
                return "a message";
            default:
                return fmt::format("{} {:#x}", wait_name(frame.wait), frame.object);
        }
    }

    static std::string scope_text(const Scope& scope) {
        std::string text;
        const auto add = [&text](const std::string& part) {
            text += (text.empty() ? "" : ", ") + part;
        };
        if (scope.left != no_time && scope.left >= 0) add("deadline in " + duration(scope.left));
        if (scope.left != no_time && scope.left < 0)
            add("deadline " + duration(-scope.left) + " ago");
        if (scope.shielded) add("shielded");
        if (scope.cancelled) add("cancelled by " + scope.cancelled_by);
        return text;
    }

    // Those that the task itself entered: up to its nursery's. Plain ones say nothing.
    void print_scopes(const Actor& actor, const Task& task, std::size_t depth) {
        const std::int32_t home =
            task.nursery >= 0 ? actor.nurseries[static_cast<std::size_t>(task.nursery)].scope : -1;
        for (std::int32_t at = task.scope; at >= 0 && at != home;) {
            const Scope& scope = actor.scopes[static_cast<std::size_t>(at)];
            const std::string text = scope_text(scope);
            if (!text.empty() && !is_a_nurserys(actor, at)) line(depth, "scope: " + text);
            at = scope.parent;
        }
    }

    static bool is_a_nurserys(const Actor& actor, std::int32_t scope) {
        for (const Nursery& nursery : actor.nurseries)
            if (nursery.scope == scope) return true;
        return false;
    }

    void print_nursery(std::size_t actor_index, std::size_t index, std::size_t depth) {
        const Actor& actor = tree_.actors[actor_index];
        const Nursery& nursery = actor.nurseries[index];
        std::string scope;
        if (nursery.scope >= 0)
            scope = scope_text(actor.scopes[static_cast<std::size_t>(nursery.scope)]);
        line(depth, "nursery" + (scope.empty() ? "" : " (" + scope + ')'));
        for (std::size_t i = 0; i < actor.tasks.size(); ++i)
            if (actor.tasks[i].nursery == static_cast<std::int32_t>(index))
                print_task(actor_index, i, depth + 1);
        for (const std::size_t child : nesting_.children_in(actor_index, index))
            print_actor(child, depth + 1);
    }

    const TaskTree& tree_;
    Nesting nesting_;
    std::string out_;
};

}  // namespace

std::string to_text(const TaskTree& tree) {
    return Printer(tree).print();
}

}  // namespace hangar::tasks
