// SPDX-License-Identifier: Apache-2.0
// Rules 9, 10 and a part of 35: what becomes of a child that does not listen, and that nothing of
// it happens to one that does.
#include <filesystem>
#include <hangar/suites/rules/actors.hpp>
#include <hangar/suites/rules/rule_suite.hpp>

namespace hangar::rules {
namespace {

// A thread cannot be killed: there the channel is cut, the actor abandoned and reported, and a host
// in which it is alone is killed.
class HardKill : public BlockingSuite {
  protected:
    HardKill() { expect_orphans(); }
    // The child is left at the end of `block`, which must end it in time and for good.
    Task<void> expect_gone_after(const std::function<Task<os::ProcessId>()>& block) {
        const Stopwatch watch;
        const os::ProcessId process = co_await block();
        EXPECT_LT(watch.elapsed(), 15s);
        EXPECT_TRUE(!lives_elsewhere() || ends_within(process, 5s));
        // Whatever else captures would not let us see it.
        if (!lives_elsewhere() && cell().capture == CaptureMode::fd) {
            EXPECT_THAT(captured_stderr(), testing::HasSubstr("would not end and was abandoned"));
        }
    }
};

Task<os::ProcessId> leave_a_blocked_grandchild() {
    auto nursery = co_await open_nursery();
    const Portal child = co_await nursery.start_actor("child");
    co_return co_await child.run<&start_blocked_child>(false);
}

Task<os::ProcessId> leave_a_spinning_child() {
    auto nursery = co_await open_nursery();
    const Portal child = co_await nursery.start_actor("spinning");
    const os::ProcessId process = child.identity().process;
    auto call = [&] { return child.run<&block>(true); };
    const bool answered = co_await move_on_after(100ms, call);
    EXPECT_FALSE(answered);
    co_return process;
}

Task<os::ProcessId> leave_a_blocked_child_with_a_helper() {
    auto nursery = co_await open_nursery();
    const Portal child = co_await nursery.start_actor("child");
    const os::ProcessId helper = co_await child.run<&start_helper>();
    auto call = [&] { return child.run<&block>(false); };
    const bool answered = co_await move_on_after(1ms, call);
    EXPECT_FALSE(answered);
    co_return helper;
}

ACTOR_TEST_P(HardKill, AGrandchildInABlockingSleepIsKilled) {
    co_await expect_gone_after(leave_a_blocked_grandchild);
}

ACTOR_TEST_P(HardKill, AChildThatNeverReachesACheckpointIsReaped) {
    co_await expect_gone_after(leave_a_spinning_child);
}

ACTOR_TEST_P(HardKill, AProcessThatAKilledChildHadStartedIsKilledWithIt) {
    co_await expect_gone_after(leave_a_blocked_child_with_a_helper);
}
HANGAR_SKIP_ON(HardKill, AProcessThatAKilledChildHadStartedIsKilledWithIt, "thread",
               "a thread is abandoned, and what it has started is its process's");

// Its lifetime stack has run: it was not killed, it was asked.
ACTOR_TEST_P(HardKill, ADaemonThatListensEndsGracefullyInTime) {
    const std::string path = testing::TempDir() + "hangar-rules-" +
                             std::to_string(os::this_process().pid) + "-" + cell().name();
    auto nursery = co_await open_nursery();
    const Portal daemon = co_await nursery.start_actor("daemon");
    co_await daemon.run<&make_temporary_file>(path);
    EXPECT_TRUE(std::filesystem::exists(path));
    const Stopwatch watch;
    co_await daemon.cancel_actor();
    EXPECT_LT(watch.elapsed(), 2900ms);
    EXPECT_FALSE(std::filesystem::exists(path));
}

INSTANTIATE_BACKEND_MATRIX(HardKill);

}  // namespace
}  // namespace hangar::rules
