// SPDX-License-Identifier: Apache-2.0
// What is said of tasks that wait for items, for contexts, for a child's exit.
#include <gmock/gmock.h>

#include <hangar/diag/waitgraph/task_world.test.hpp>

namespace hangar::waitgraph {
namespace {

using tasks::Frame;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::uint64_t context_2 = tasks::CallNode::is_context | 2;

// A context of main's at worker; its function waits for an item of main's, whose task for one of
// its.
class StreamCausesTest : public TaskCausesTest {
  protected:
    StreamCausesTest() {
        opener_ = add_task(main_, "opener", waiting(tasks::WaitKind::item, 0, context_2));
        const auto serving =
            add_task(worker_, "serve a context", waiting(tasks::WaitKind::item, 0, context_2));
        worker_.peers[0].served.push_back({context_2, serving});
    }
    tasks::Frame& opener_leaf() { return main_.tasks[static_cast<std::size_t>(opener_)].frames[0]; }

    std::int32_t opener_ = -1;
};

TEST_F(StreamCausesTest, TwoEndsThatWaitForEachOthersItemsAreATaskCycle) {
    const auto found = verdicts(Cause::task_cycle);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].confidence, Confidence::likely);
    EXPECT_THAT(found[0].summary, HasSubstr("waits for an item of actor worker in context 2"));
}

TEST_F(StreamCausesTest, SoAreOneThatWaitsForTheEndAndOneThatWaitsForRoom) {
    opener_leaf() = waiting(tasks::WaitKind::context, 0, context_2);
    worker_.tasks[1].frames[0] = waiting(tasks::WaitKind::room, 0, context_2);
    ASSERT_EQ(verdicts(Cause::task_cycle).size(), 1U);
    EXPECT_THAT(verdicts(Cause::task_cycle)[0].summary,
                HasSubstr("waits for actor worker to go on with context 2"));
}

// The worker, in a context of main's, waits for the terminal that main has and keeps until the
// context has gone on.
TEST_F(StreamCausesTest, WhoWaitsForTheTerminalWaitsForWhoHasIt) {
    constexpr std::uint64_t asking = tasks::CallNode::is_context | 1;
    worker_.tasks[1].frames[0] = waiting(tasks::WaitKind::terminal, 0, asking);
    const auto holding =
        add_task(main_, "serve a context", waiting(tasks::WaitKind::lock, opener_));
    main_.peers[0].served.push_back({asking, holding});
    const auto found = verdicts(Cause::task_cycle);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_THAT(found[0].evidence,
                testing::Contains(HasSubstr("the terminal, through actor main in context 1")));
    main_.tasks[static_cast<std::size_t>(holding)].frames[0] = waiting(tasks::WaitKind::sleep);
    EXPECT_THAT(verdicts(Cause::task_cycle), IsEmpty());
}

TEST_F(StreamCausesTest, AnyOtherTaskOfTheActorMaySend) {
    add_task(main_, "feeds it", waiting(tasks::WaitKind::sleep));
    EXPECT_THAT(verdicts(Cause::task_cycle), IsEmpty());
}

TEST_F(StreamCausesTest, TheRuntimesOwnTasksAndTheirPartsSendNothing) {
    const auto supervisor =
        add_task(main_, "supervise a child", waiting(tasks::WaitKind::nursery, 1));
    main_.nurseries.push_back({supervisor, 0});
    add_task(main_, "first_of", waiting(tasks::WaitKind::event));
    main_.tasks.back().nursery = 1;
    EXPECT_EQ(verdicts(Cause::task_cycle).size(), 1U);
}

TEST_F(StreamCausesTest, AnEventHasNoOwner) {
    opener_leaf() = waiting(tasks::WaitKind::event);
    expect_no_likely_cause();
}

TEST_F(StreamCausesTest, AnItemMayBeUnderWayWhileALoopHasNotComeRound) {
    snapshot_.processes[1].threads[0].settled = false;
    EXPECT_THAT(verdicts(Cause::task_cycle), IsEmpty());
    snapshot_.processes[1].threads[0].settled = true;
    worker_.running = add_task(worker_, "busy", Frame());
    EXPECT_THAT(verdicts(Cause::task_cycle), IsEmpty());
}

TEST_F(StreamCausesTest, AnActorThatIsNotSeenMayDoAnything) {
    main_.peers[0].uid = "cc";
    EXPECT_THAT(verdicts(Cause::task_cycle), IsEmpty());
}

TEST_F(StreamCausesTest, AnItemOfAProcessThatHasEndedIsPeerGone) {
    snapshot_.processes[1].state = 'Z';
    snapshot_.processes[1].threads[0].state = 'Z';
    ASSERT_EQ(verdicts(Cause::peer_gone).size(), 1U);
}

TEST_F(TaskCausesTest, AChildsExitIsWhatItsActorsTasksCanGive) {
    call_in_a_circle();
    Frame exit = waiting(tasks::WaitKind::exit);
    exit.object = 101;
    main_.tasks[2].frames[0] = exit;  // worker calls back, and that waits for worker's end
    const auto found = verdicts(Cause::task_cycle);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_THAT(found[0].summary, HasSubstr("waits for the end of process 101"));
    add_task(worker_, "works on", waiting(tasks::WaitKind::sleep));
    EXPECT_THAT(verdicts(Cause::task_cycle), IsEmpty());
}

TEST_F(TaskCausesTest, TheExitOfAProcessWithoutActorsIsAnybodysGuess) {
    call_in_a_circle();
    Frame exit = waiting(tasks::WaitKind::exit);
    exit.object = 4711;
    main_.tasks[2].frames[0] = exit;
    EXPECT_THAT(verdicts(Cause::task_cycle), IsEmpty());
}

}  // namespace
}  // namespace hangar::waitgraph
