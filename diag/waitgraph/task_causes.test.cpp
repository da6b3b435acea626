// SPDX-License-Identifier: Apache-2.0
// What is said of tasks that wait for each other, in hand-made snapshots.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include <hangar/diag/waitgraph/diagnose.hpp>
#include <hangar/diag/waitgraph/task_graph.hpp>

namespace hangar::waitgraph {
namespace {

using snapshot::Snapshot;
using tasks::Actor;
using tasks::Frame;
using tasks::Peer;
using tasks::Scope;
using tasks::Task;
using tasks::WaitKind;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::int64_t second = 1'000'000'000;

Frame waiting(WaitKind kind, std::int32_t target = -1, std::uint64_t call = 0) {
    Frame frame;
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

    Actor make_actor(const std::string& name, const std::string& uid, pid_t pid) {
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
        Actor actor;
        actor.name = name;
        actor.uid = uid;
        actor.process.pid = pid;
        actor.thread = pid;
        actor.scopes.emplace_back();
        actor.tasks.push_back({1, "root", -1, 0, {waiting(WaitKind::forever)}});
        actor.nurseries.push_back({0, 0});
        return actor;
    }

    static Peer make_peer(const Actor& other) {
        Peer peer;
        peer.name = other.name;
        peer.uid = other.uid;
        peer.process = other.process;
        return peer;
    }

    static std::int32_t add_task(Actor& actor, const std::string& name, Frame leaf) {
        const std::uint64_t id = actor.tasks.size() + 1;
        actor.tasks.push_back({id, name, 0, 0, {leaf}});
        return static_cast<std::int32_t>(actor.tasks.size()) - 1;
    }

    // main's task waits for a call that worker's task answers by calling back, which main's third
    // task answers by waiting for a lock that the first one holds.
    void call_in_a_circle() {
        const auto caller = add_task(main_, "caller", waiting(WaitKind::call, 0, 7));
        const auto answering = add_task(worker_, "answer a call", waiting(WaitKind::call, 0, 3));
        const auto back = add_task(main_, "answer a call", waiting(WaitKind::lock, caller));
        worker_.peers[0].served.push_back({7, answering});
        main_.peers[0].served.push_back({3, back});
    }

    Diagnosis diagnosis() {
        snapshot_.tasks.actors = {main_, worker_};
        for (const Actor& actor : snapshot_.tasks.actors) EXPECT_TRUE(actor.is_sound());
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

    Snapshot snapshot_;
    Actor main_;
    Actor worker_;
};

TEST_F(TaskCausesTest, ACircleOfCallsAndALockIsATaskCycle) {
    call_in_a_circle();
    const auto found = verdicts(Cause::task_cycle);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].confidence, Confidence::likely);
    EXPECT_THAT(found[0].summary, HasSubstr("task 2 \"caller\" of actor main (pid 100) waits for "
                                            "the answer of actor worker to call 7"));
    EXPECT_THAT(found[0].summary, HasSubstr("lock"));
    EXPECT_THAT(found[0].pids, testing::UnorderedElementsAre(100, 101));
    EXPECT_EQ(found[0].evidence.size(), 3U);
}

TEST_F(TaskCausesTest, ADeadlineSomewhereInTheCircleMakesItNone) {
    call_in_a_circle();
    worker_.scopes[0].left = 60 * second;
    expect_no_likely_cause();
    EXPECT_THAT(verdicts(Cause::task_cycle), IsEmpty());
}

TEST_F(TaskCausesTest, ADeadlineThatAShieldKeepsOutIsNone) {
    call_in_a_circle();
    worker_.scopes[0].left = 60 * second;
    worker_.scopes.push_back(Scope{0, tasks::no_time, true, false, ""});
    worker_.tasks[1].scope = 1;
    EXPECT_EQ(verdicts(Cause::task_cycle).size(), 1U);
}

TEST_F(TaskCausesTest, OneThatHasWaitedOnlyForAMomentMakesItNone) {
    call_in_a_circle();
    worker_.tasks[1].frames[0].waited = second / 10;
    EXPECT_THAT(verdicts(Cause::task_cycle), IsEmpty());
}

TEST_F(TaskCausesTest, ALiveTaskBesideMayYetCancelIt) {
    call_in_a_circle();
    add_task(main_, "time limit", waiting(WaitKind::sleep));
    const auto found = verdicts(Cause::task_cycle);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].confidence, Confidence::possible);
}

TEST_F(TaskCausesTest, TheRuntimesOwnTasksCancelNobody) {
    call_in_a_circle();
    add_task(main_, "wait for SIGINT", waiting(WaitKind::signal));
    add_task(main_, "serve a child's channel", waiting(WaitKind::frame));
    ASSERT_EQ(verdicts(Cause::task_cycle).size(), 1U);
    EXPECT_EQ(verdicts(Cause::task_cycle)[0].confidence, Confidence::likely);
}

TEST_F(TaskCausesTest, ACallThatIsBeingAnsweredIsNoCircle) {
    add_task(main_, "caller", waiting(WaitKind::call, 0, 7));
    const auto answering = add_task(worker_, "answer a call", waiting(WaitKind::sleep));
    worker_.peers[0].served.push_back({7, answering});
    expect_no_likely_cause();
}

TEST_F(TaskCausesTest, ATaskThatWaitsForItselfIsACircleToo) {
    const auto self = add_task(main_, "again", waiting(WaitKind::lock));
    main_.tasks.back().frames[0].target = self;
    EXPECT_EQ(verdicts(Cause::task_cycle).size(), 1U);
}

TEST_F(TaskCausesTest, ACallToAProcessThatHasEndedIsPeerGone) {
    add_task(main_, "caller", waiting(WaitKind::call, 0, 7));
    snapshot_.processes[1].state = 'Z';
    snapshot_.processes[1].threads[0].state = 'Z';
    const auto found = verdicts(Cause::peer_gone);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].confidence, Confidence::likely);
    EXPECT_THAT(found[0].summary, HasSubstr("process 101 has ended"));
}

TEST_F(TaskCausesTest, APeerWhoseChannelHasEndedIsKnownToBeGone) {
    add_task(main_, "caller", waiting(WaitKind::call, 0, 7));
    main_.peers[0].ended = true;
    snapshot_.processes[1].state = 'Z';
    snapshot_.processes[1].threads[0].state = 'Z';
    EXPECT_THAT(verdicts(Cause::peer_gone), IsEmpty());
}

TEST_F(TaskCausesTest, AnActorThatDoesNotAcknowledgeItsCancelIsNamedWithWhatHoldsIt) {
    main_.peers[0].cancel_sent = second;
    worker_.running = add_task(worker_, "answer a call", Frame());
    worker_.turn_began = 4 * second;
    const auto found = verdicts(Cause::cancel_unacknowledged);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_THAT(found[0].summary,
                HasSubstr("actor main (pid 100) asked actor worker (pid 101) to end 1.0 s ago"));
    EXPECT_THAT(found[0].summary, HasSubstr("held by task 2 \"answer a call\""));
}

TEST_F(TaskCausesTest, AnActorHasHalfASecondToAcknowledge) {
    main_.peers[0].cancel_sent = second / 3;
    worker_.running = 0;
    EXPECT_THAT(verdicts(Cause::cancel_unacknowledged), IsEmpty());
    main_.peers[0].cancel_sent = second;
    main_.peers[0].cancel_acknowledged = second;
    EXPECT_THAT(verdicts(Cause::cancel_unacknowledged), IsEmpty());
}

TEST_F(TaskCausesTest, AShieldWithoutADeadlineInACancelledScopeIsNamed) {
    main_.scopes[0].cancelled = true;
    main_.scopes[0].cancelled_by = "SIGINT";
    main_.scopes.push_back(Scope{0, tasks::no_time, true, false, ""});
    add_task(main_, "cleaner", waiting(WaitKind::forever));
    main_.tasks.back().scope = 1;
    const auto found = verdicts(Cause::cancel_unacknowledged);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].confidence, Confidence::likely);
    EXPECT_THAT(found[0].summary, HasSubstr("by SIGINT"));
    main_.scopes[1].left = 5 * second;
    EXPECT_THAT(verdicts(Cause::cancel_unacknowledged), IsEmpty());
}

TEST_F(TaskCausesTest, ATaskThatBlocksItsLoopIsNamed) {
    worker_.running = add_task(worker_, "answer a call", Frame());
    worker_.turn_began = 4 * second;
    snapshot_.processes[1].threads[0].wait.kind = snapshot::WaitKind::pipe_read;
    snapshot_.processes[1].threads[0].wait.timeout.reset();
    const auto found = verdicts(Cause::loop_blocked);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].confidence, Confidence::likely);
    EXPECT_THAT(found[0].summary, HasSubstr("the loop of actor worker (pid 101) has not turned"));
}

TEST_F(TaskCausesTest, ALongTurnThatComputesOrSleepsShortlyIsNone) {
    worker_.running = add_task(worker_, "answer a call", Frame());
    worker_.turn_began = 4 * second;
    EXPECT_THAT(verdicts(Cause::loop_blocked), IsEmpty()) << "a short sleep";
    snapshot_.processes[1].threads[0].settled = false;
    snapshot_.processes[1].threads[0].wait.timeout.reset();
    EXPECT_THAT(verdicts(Cause::loop_blocked), IsEmpty()) << "it runs";
}

TEST_F(TaskCausesTest, IdleActorsGetNoVerdict) {
    add_task(main_, "serve a child's channel", waiting(WaitKind::frame));
    add_task(worker_, "wait for signals", waiting(WaitKind::signal));
    EXPECT_THAT(diagnosis().verdicts, IsEmpty());
}

}  // namespace
}  // namespace hangar::waitgraph
