// SPDX-License-Identifier: Apache-2.0
// What is said of tasks that wait for each other, in hand-made snapshots.
#include <gmock/gmock.h>

#include <hangar/diag/waitgraph/task_world.test.hpp>

namespace hangar::waitgraph {
namespace {

using tasks::Frame;
using tasks::Scope;
using testing::HasSubstr;
using testing::IsEmpty;

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
    add_task(main_, "time limit", waiting(tasks::WaitKind::sleep));
    const auto found = verdicts(Cause::task_cycle);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].confidence, Confidence::possible);
}

TEST_F(TaskCausesTest, TheRuntimesOwnTasksCancelNobody) {
    call_in_a_circle();
    add_task(main_, "wait for SIGINT", waiting(tasks::WaitKind::signal));
    add_task(main_, "serve a child's channel", waiting(tasks::WaitKind::frame));
    ASSERT_EQ(verdicts(Cause::task_cycle).size(), 1U);
    EXPECT_EQ(verdicts(Cause::task_cycle)[0].confidence, Confidence::likely);
}

TEST_F(TaskCausesTest, ACallThatIsBeingAnsweredIsNoCircle) {
    add_task(main_, "caller", waiting(tasks::WaitKind::call, 0, 7));
    const auto answering = add_task(worker_, "answer a call", waiting(tasks::WaitKind::sleep));
    worker_.peers[0].served.push_back({7, answering});
    expect_no_likely_cause();
}

TEST_F(TaskCausesTest, ATaskThatWaitsForItselfIsACircleToo) {
    const auto self = add_task(main_, "again", waiting(tasks::WaitKind::lock));
    main_.tasks.back().frames[0].target = self;
    EXPECT_EQ(verdicts(Cause::task_cycle).size(), 1U);
}

TEST_F(TaskCausesTest, ACallToAProcessThatHasEndedIsPeerGone) {
    add_task(main_, "caller", waiting(tasks::WaitKind::call, 0, 7));
    snapshot_.processes[1].state = 'Z';
    snapshot_.processes[1].threads[0].state = 'Z';
    const auto found = verdicts(Cause::peer_gone);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].confidence, Confidence::likely);
    EXPECT_THAT(found[0].summary, HasSubstr("process 101 has ended"));
}

TEST_F(TaskCausesTest, APeerWhoseChannelHasEndedIsKnownToBeGone) {
    add_task(main_, "caller", waiting(tasks::WaitKind::call, 0, 7));
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
    add_task(main_, "cleaner", waiting(tasks::WaitKind::forever));
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
    add_task(main_, "serve a child's channel", waiting(tasks::WaitKind::frame));
    add_task(worker_, "wait for signals", waiting(tasks::WaitKind::signal));
    EXPECT_THAT(diagnosis().verdicts, IsEmpty());
}

// Each of `count` tasks at both ends of a stream waits for an item from the other end.
class ManyTasksTest : public TaskCausesTest {
  protected:
    void wait_for_each_other(int count) {
        main_.tasks.clear();
        worker_.tasks.clear();
        for (tasks::Actor* actor : {&main_, &worker_})
            for (int i = 0; i < count; ++i)
                actor->tasks.push_back({static_cast<std::uint64_t>(i) + 1,
                                        "reader",
                                        -1,
                                        0,
                                        {waiting(tasks::WaitKind::item, 0)}});
        main_.nurseries.clear();
        worker_.nurseries.clear();
    }
};

TEST_F(ManyTasksTest, WaitForEachOtherInACircle) {
    wait_for_each_other(100);
    EXPECT_EQ(verdicts(Cause::task_cycle).size(), 1U);
}

TEST_F(ManyTasksTest, TooManyToBeLookedAtAreTakenForLive) {
    wait_for_each_other(2500);
    EXPECT_THAT(verdicts(Cause::task_cycle), IsEmpty());
}

}  // namespace
}  // namespace hangar::waitgraph
