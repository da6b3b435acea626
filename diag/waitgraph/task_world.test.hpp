// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include <hangar/diag/waitgraph/diagnose.hpp>
#include <hangar/diag/waitgraph/task_graph.hpp>

namespace hangar::waitgraph {

inline constexpr std::int64_t second = 1'000'000'000;

inline tasks::Frame waiting(tasks::WaitKind kind, std::int32_t target = -1,
                            std::uint64_t call = 0) {
    tasks::Frame frame;
    frame.wait = static_cast<std::uint32_t>(kind);
    frame.waited = 3 * second;
    frame.target = target;
    frame.call = call;
    return frame;
}

// Two actors, main and worker, in processes 100 and 101, each with a root task that waits to be
// cancelled, and the channel between them.
class TaskCausesTest : public testing::Test {
  protected:
    TaskCausesTest() {
        snapshot_.interval = std::chrono::milliseconds(150);
        snapshot_.root = 100;
        main_ = make_actor("main", "aa", 100);
        worker_ = make_actor("worker", "bb", 101);
        main_.peers.push_back(make_peer(worker_));
        worker_.peers.push_back(make_peer(main_));
        worker_.peers[0].parent = true;
    }

    tasks::Actor make_actor(const std::string& name, const std::string& uid, pid_t pid) {
        snapshot::Process process;
        process.pid = pid;
        process.name = name;
        process.state = 'S';
        process.in_tree = true;
        snapshot::Thread thread;
        thread.tid = pid;
        thread.state = 'S';
        thread.settled = true;
        thread.wait.kind = snapshot::WaitKind::sleep;
        thread.wait.timeout = std::chrono::milliseconds(100);
        process.threads.push_back(thread);
        snapshot_.processes.push_back(process);
        tasks::Actor actor;
        actor.name = name;
        actor.uid = uid;
        actor.process.pid = pid;
        actor.thread = pid;
        actor.scopes.emplace_back();
        actor.tasks.push_back({1, "root", -1, 0, {waiting(tasks::WaitKind::forever)}});
        actor.nurseries.push_back({0, 0});
        return actor;
    }

    static tasks::Peer make_peer(const tasks::Actor& other) {
        tasks::Peer peer;
        peer.name = other.name;
        peer.uid = other.uid;
        peer.process = other.process;
        return peer;
    }

    static std::int32_t add_task(tasks::Actor& actor, const std::string& name, tasks::Frame leaf) {
        const std::uint64_t id = actor.tasks.size() + 1;
        actor.tasks.push_back({id, name, 0, 0, {leaf}});
        return static_cast<std::int32_t>(actor.tasks.size()) - 1;
    }

    // main's task waits for a call that worker's task answers by calling back, which main's third
    // task answers by waiting for a lock that the first one holds.
    void call_in_a_circle() {
        const auto caller = add_task(main_, "caller", waiting(tasks::WaitKind::call, 0, 7));
        const auto answering =
            add_task(worker_, "answer a call", waiting(tasks::WaitKind::call, 0, 3));
        const auto back = add_task(main_, "answer a call", waiting(tasks::WaitKind::lock, caller));
        worker_.peers[0].served.push_back({7, answering});
        main_.peers[0].served.push_back({3, back});
    }

    Diagnosis diagnosis() {
        snapshot_.tasks.actors = {main_, worker_};
        for (const tasks::Actor& actor : snapshot_.tasks.actors) EXPECT_TRUE(actor.is_sound());
        return diagnose(snapshot_);
    }
    std::vector<Verdict> verdicts(Cause cause) {
        auto all = diagnosis().verdicts;
        std::erase_if(all, [cause](const Verdict& verdict) { return verdict.cause != cause; });
        return all;
    }
    void expect_no_likely_cause() {
        for (const Verdict& verdict : diagnosis().verdicts)
            EXPECT_LT(verdict.confidence, Confidence::likely) << verdict.summary;
    }

    snapshot::Snapshot snapshot_;
    tasks::Actor main_;
    tasks::Actor worker_;
};

}  // namespace hangar::waitgraph
