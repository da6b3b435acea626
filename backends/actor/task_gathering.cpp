// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <hangar/backends/actor/actor.hpp>
#include <hangar/backends/actor/task_gathering.hpp>
#include <hangar/backends/actor/task_tree_codec.hpp>
#include <hangar/backends/runtime/loop.hpp>
#include <hangar/backends/runtime/loop_directory.hpp>
#include <hangar/diag/tasks/process_reader.hpp>
#include <memory>
#include <mutex>
#include <set>

namespace hangar::actor {
namespace {

// Where the loops put what they have to say. Shared with them: one may come late.
class Board {
  public:
    void expect() {
        const std::lock_guard guard(lock_);
        ++silent_;
        ++open_;
    }
    // From a loop, when it begins to answer.
    void begin() {
        const std::lock_guard guard(lock_);
        --silent_;
    }
    void put(ipc::Bytes actor) {
        const std::lock_guard guard(lock_);
        if (!closed_) actors_.push_back(std::move(actor));
    }
    void end() {
        const std::lock_guard guard(lock_);
        --open_;
        changed_.notify_all();
    }
    struct Answers {
        std::vector<ipc::Bytes> actors;
        bool complete = false;  // every loop answered
    };
    // What has come when all have ended, or when those who said a word in time have.
    Answers take(const GatherLimits& limits) {
        const auto begun = os::Clock::now();
        std::unique_lock guard(lock_);
        changed_.wait_until(guard, begun + limits.silence, [this] { return open_ == 0; });
        changed_.wait_until(guard, begun + limits.whole, [this] { return open_ <= silent_; });
        closed_ = true;
        return {std::move(actors_), silent_ == 0};
    }

  private:
    std::mutex lock_;
    std::condition_variable changed_;
    std::vector<ipc::Bytes> actors_;
    int silent_ = 0;
    int open_ = 0;
    bool closed_ = false;
};

// On the loop.
void answer_on(const std::shared_ptr<Board>& board) {
    board->begin();
    const auto put = [board](ipc::Bytes actor) { board->put(std::move(actor)); };
    const auto end = [board] { board->end(); };
    if (Actor::exists()) {
        // Actors on threads of this process are loops of the directory, and asked as such.
        Actor::current().task_relay().gather(put, end, TaskRelay::Whom::other_processes);
        return;
    }
    put(ipc::encode(own_tasks()));
    end();
}

// The tree as it grows: each actor once.
class Merger {
  public:
    void add(tasks::Actor actor) {
        if (!actor.is_sound() || !known_.insert(key(actor)).second) return;
        for (const tasks::Peer& peer : actor.peers)
            if (!peer.parent && !peer.ended) mentioned_.push_back(peer);
        tree_.actors.push_back(std::move(actor));
    }
    void note(std::string text) { tree_.notes.push_back(std::move(text)); }
    // The children that somebody has and nobody has reported, each once.
    bool next_missing(tasks::Peer& missing) {
        while (!mentioned_.empty()) {
            missing = std::move(mentioned_.front());
            mentioned_.pop_front();
            if (!known_.contains(missing.uid)) return true;
        }
        return false;
    }
    [[nodiscard]] bool knows(const tasks::Actor& actor) const {
        return known_.contains(key(actor));
    }
    [[nodiscard]] bool knows(const std::string& uid) const { return known_.contains(uid); }
    tasks::TaskTree take() { return std::move(tree_); }

  private:
    static std::string key(const tasks::Actor& actor) {
        if (!actor.uid.empty()) return actor.uid;
        return fmt::format("{}/{}", actor.process.pid, actor.thread);
    }

    tasks::TaskTree tree_;
    std::set<std::string> known_;
    std::deque<tasks::Peer> mentioned_;
};

void add_from_outside(Merger& merger, tasks::TaskTree tree) {
    for (tasks::Actor& actor : tree.actors) {
        if (merger.knows(actor)) continue;
        actor.notes.insert(actor.notes.begin(), "its loop did not answer within 500 ms");
        merger.add(std::move(actor));
    }
    for (std::string& note : tree.notes) merger.note(std::move(note));
}

void read_missing(Merger& merger, os::Deadline deadline) {
    std::set<pid_t> read;
    tasks::Peer missing;
    while (merger.next_missing(missing)) {
        const pid_t pid = missing.process.pid;
        const bool is_new = read.insert(pid).second;
        auto tree = is_new && !deadline.passed()
                        ? tasks::read_process(pid)
                        : os::Result<tasks::TaskTree>(tl::unexpected(os::Error{
                              ETIMEDOUT, "read tasks", is_new ? "time is up" : "it has no loop"}));
        if (tree) add_from_outside(merger, std::move(*tree));
        if (merger.knows(missing.uid)) continue;
        merger.note(fmt::format("actor {} (pid {}) did not answer and cannot be read{}",
                                missing.name, pid, tree ? "" : ": " + tree.error().message()));
    }
}

}  // namespace

tasks::TaskTree gather_tasks() {
    const GatherLimits limits;
    const auto board = std::make_shared<Board>();
    std::size_t loops = 0;
    runtime::for_each_loop([&](runtime::Loop& loop) {
        ++loops;
        board->expect();
        loop.post([board] { answer_on(board); });
    });
    Merger merger;
    const auto answers = board->take(limits);
    for (const ipc::Bytes& bytes : answers.actors) {
        auto actor = ipc::decode<tasks::Actor>(bytes);
        if (actor) merger.add(std::move(*actor));
    }
    if (loops == 0) merger.note(fmt::format("process {}: no loop runs", os::this_process().pid));
    if (!answers.complete) {
        auto ours = tasks::read_process(os::this_process().pid);
        if (ours) add_from_outside(merger, std::move(*ours));
    }
    read_missing(merger, os::Deadline::after(limits.whole));
    return merger.take();
}

}  // namespace hangar::actor
