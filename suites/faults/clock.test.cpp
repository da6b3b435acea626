// SPDX-License-Identifier: Apache-2.0
// A clock that jumps. Nothing waits by the wall clock; the steady one may stand still for as long
// as a machine is suspended, and jumps then: every deadline has passed at once.
#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <hangar/backends/actor/root.hpp>
#include <hangar/backends/runtime/runtime.hpp>
#include <hangar/suites/faults/clock.hpp>
#include <hangar/suites/faults/conversation.hpp>
#include <stdexcept>

namespace hangar::faults {
namespace {

using namespace std::chrono_literals;
using runtime::Task;

// By the kernel, whatever our clocks say.
std::int64_t true_milliseconds() {
    timespec now{};
    ::syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1'000'000;
}

class ClockTest : public testing::TestWithParam<std::string> {
  protected:
    // A tree in which the clock jumps while it waits, and works on after that.
    static void run(const std::function<void()>& jump) {
        actor::TreeOptions options;
        options.backend = GetParam();
        actor::run_root(options, [&]() -> Task<void> {
            auto nursery = co_await actor::open_nursery();
            auto starting = nursery.start_actor("other");
            const actor::Portal other = co_await std::move(starting);
            auto waiting = [&](runtime::Nursery& tasks) -> Task<void> {
                tasks.start_soon([&]() -> Task<void> {
                    auto pause = runtime::sleep_for(5ms);
                    co_await pause;
                    jump();
                });
                auto call = [&] { return other.run<&wait_for_ever>(); };
                auto bounded = runtime::move_on_after(100ms, call);
                const bool ended = co_await std::move(bounded);
                if (ended) throw std::logic_error("a wait for ever has ended");
            };
            auto both = runtime::with_nursery(std::ref(waiting));
            co_await std::move(both);
            auto conversing = converse(other);
            co_await std::move(conversing);
        });
    }
};

TEST_P(ClockTest, AWallClockThatIsSetBackMakesNoWaitLonger) {
    const auto start = true_milliseconds();
    run([] { jump_wall_clock(-24h); });
    EXPECT_LT(true_milliseconds() - start, 20'000);
    jump_wall_clock(24h);
}

TEST_P(ClockTest, AWallClockThatIsSetForwardMakesNoWaitShorter) {
    const auto start = true_milliseconds();
    run([] { jump_wall_clock(24h); });
    EXPECT_GE(true_milliseconds() - start, 100);
    jump_wall_clock(-24h);
}

// In a process of its own: no clock of it can be trusted after that.
TEST_P(ClockTest, ASteadyClockThatJumpsEndsWaitsAndBreaksNothing) {
    const auto nothing = [] {};
    const auto body = [] { run([] { jump_steady_clock(1h); }); };
    EXPECT_EQ(outcome_in_process(nothing, body), "success");
}

TEST(ClockSeamTest, TheJumpIsSeenByTheStandardLibrary) {
    const auto before = std::chrono::system_clock::now();
    jump_wall_clock(1h);
    EXPECT_GE(std::chrono::system_clock::now() - before, 1h);
    jump_wall_clock(-1h);
}

INSTANTIATE_TEST_SUITE_P(Over, ClockTest, testing::Values("thread", "fork_worker"),
                         [](const auto& backend) { return backend.param; });

}  // namespace
}  // namespace hangar::faults
