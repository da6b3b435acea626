// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <signal.h>
#include <unistd.h>

#include <hangar/backends/actor/callees.test.hpp>
#include <hangar/backends/actor/cells.test.hpp>
#include <hangar/backends/actor/child_main.hpp>
#include <hangar/backends/spawn/registry.hpp>
#include <hangar/diag/os/process.hpp>
#include <stdexcept>
#include <thread>

namespace hangar::actor {
namespace {

using runtime::Task;
using testing::HasSubstr;

std::string greet(std::string name) {
    return "hello " + name;
}
Task<int> slow_add(int a, int b) {
    co_await runtime::sleep_for(std::chrono::milliseconds(1));
    co_return a + b;
}
void fail(std::string text) {
    throw std::out_of_range(text);
}
void die() {
    ::raise(SIGKILL);
}
void block(int seconds) {
    std::this_thread::sleep_for(std::chrono::seconds(seconds));
}

Task<int> sum_in_grandchild(int a, int b) {
    auto nursery = co_await open_nursery();
    const Portal child = co_await nursery.start_actor("grandchild");
    co_return co_await child.run<&add>(a, b);
}

template <class F>
auto run(const TreeOptions& options, F body) {
    return run_root_for(options, body);
}

TEST_P(ActorTest, RunsAFunctionInItsChild) {
    const int sum = run(options(), []() -> Task<int> {
        auto nursery = co_await open_nursery();
        const Portal child = co_await nursery.start_actor("adder");
        co_return co_await child.run<&add>(1, 2);
    });
    EXPECT_EQ(sum, 3);
}

TEST_P(ActorTest, PassesStringsAndRunsCoroutines) {
    run_root(options(), []() -> Task<void> {
        auto nursery = co_await open_nursery();
        const Portal child = co_await nursery.start_actor("child");
        EXPECT_EQ(co_await child.run<&greet>("you"), "hello you");
        EXPECT_EQ(co_await child.run<&slow_add>(20, 22), 42);
    });
}

TEST_P(ActorTest, LivesInAProcessOfItsOwnOrInOurs) {
    run_root(options(), []() -> Task<void> {
        auto nursery = co_await open_nursery();
        const Portal child = co_await nursery.start_actor("child");
        const int pid = co_await child.run<&own_pid>();
        EXPECT_EQ(pid != ::getpid(), own_process());
        EXPECT_EQ(child.identity().process.pid, pid);
    });
}

TEST_P(ActorTest, BoxesTheErrorOfItsChild) {
    run_root(options(), []() -> Task<void> {
        auto nursery = co_await open_nursery();
        const Portal child = co_await nursery.start_actor("failing");
        std::optional<RemoteError> error;
        try {
            co_await child.run<&fail>("too far");
        } catch (const RemoteError& e) {
            error = e;
        }
        EXPECT_TRUE(error.has_value());
        if (!error) co_return;
        EXPECT_TRUE(error->boxes<std::out_of_range>());
        EXPECT_EQ(error->message(), "too far");
        EXPECT_EQ(error->data().actor.name, "failing");
    });
}

TEST_P(ActorTest, AnErrorInTheBlockEndsItsChildrenAndComesOut) {
    EXPECT_THROW(run_root(options(),
                          []() -> Task<void> {
                              auto nursery = co_await open_nursery();
                              const Portal child = co_await nursery.start_actor("child");
                              co_await child.run<&fail>("x");
                          }),
                 RemoteError);
}

TEST_P(ActorTest, AOneShotsErrorIsTheNurserys) {
    EXPECT_THROW(run_root(options(),
                          []() -> Task<void> {
                              auto nursery = co_await open_nursery();
                              co_await nursery.run_in_actor<&fail>("one-shot", "x");
                          }),
                 RemoteError);
}

TEST_P(ActorTest, AOneShotsResultIsWaitedFor) {
    run_root(options(), []() -> Task<void> {
        auto nursery = co_await open_nursery();
        const auto shot = co_await nursery.run_in_actor<&add>("one-shot", 2, 3);
        EXPECT_EQ(co_await shot.result(), 5);
    });
}

TEST_P(ActorTest, CancelsAChildThatWaitsForEver) {
    run_root(options(), []() -> Task<void> {
        auto nursery = co_await open_nursery();
        const Portal child = co_await nursery.start_actor("child");
        const bool ended = co_await runtime::move_on_after(
            std::chrono::milliseconds(20), [&] { return child.run<&wait_for_ever>(); });
        EXPECT_FALSE(ended);
        co_await child.cancel_actor();
        EXPECT_EQ(nursery.size(), 0U);
    });
}

TEST_P(ActorTest, AChildHasChildrenOfItsOwn) {
    run_root(options(), []() -> Task<void> {
        auto nursery = co_await open_nursery();
        const Portal child = co_await nursery.start_actor("child");
        EXPECT_EQ(co_await child.run<&sum_in_grandchild>(3, 4), 7);
    });
}

TEST_P(ActorTest, ManyChildrenBootAtOnce) {
    run_root(options(), []() -> Task<void> {
        auto nursery = co_await open_nursery();
        auto start = [&]() -> Task<void> {
            const Portal child = co_await nursery.start_actor("child");
            EXPECT_EQ(co_await child.run<&add>(1, 1), 2);
        };
        auto start_all = [&](runtime::Nursery& tasks) -> Task<void> {
            for (int i = 0; i < 10; ++i) tasks.start_soon(start);
            co_return;
        };
        co_await runtime::with_nursery(std::ref(start_all));
        EXPECT_EQ(nursery.size(), 10U);
    });
}

TEST_P(ActorTest, AChildThatDiesInACallIsReportedToTheCaller) {
    if (!own_process()) GTEST_SKIP() << "a thread cannot die alone";
    run_root(options(), []() -> Task<void> {
        auto nursery = co_await open_nursery();
        const Portal child = co_await nursery.start_actor("mortal");
        std::string what;
        try {
            co_await child.run<&die>();
        } catch (const ActorDied& e) {
            what = e.what();
        }
        EXPECT_THAT(what, HasSubstr("SIGKILL"));
        EXPECT_THAT(what, HasSubstr("mortal"));
    });
}

TEST_P(ActorTest, AChildThatBlocksIsEndedAllTheSame) {
    const auto before = os::Clock::now();
    TreeOptions quick = options();
    quick.ladder.terminate = std::chrono::milliseconds(100);
    quick.ladder.kill = std::chrono::milliseconds(500);
    run_root(quick, []() -> Task<void> {
        auto nursery = co_await open_nursery();
        const Portal child = co_await nursery.start_actor("blocking");
        const bool ended = co_await runtime::move_on_after(std::chrono::milliseconds(50), [&] {
            return child.run<&block>(own_process() ? 60 : 3);
        });
        EXPECT_FALSE(ended);
    });
    EXPECT_LT(os::Clock::now() - before, std::chrono::seconds(20));
}

TEST_P(ActorTest, SigintCancelsTheTree) {
    EXPECT_THROW(run_root(options(),
                          []() -> Task<void> {
                              auto nursery = co_await open_nursery();
                              const Portal child = co_await nursery.start_actor("child");
                              ::raise(SIGINT);
                              co_await child.run<&wait_for_ever>();
                          }),
                 Interrupted);
}

INSTANTIATE_TEST_SUITE_P(Cells, ActorTest,
                         testing::Combine(testing::ValuesIn(backends_with()),
                                          testing::Values(ipc::Transport::pair, ipc::Transport::uds,
                                                          ipc::Transport::tcp)),
                         cell_name);

TEST(RootTest, ThereIsOneAtATime) {
    run_root({}, []() -> Task<void> {
        std::thread other([] { EXPECT_THROW(run_root({}, wait_for_ever), runtime::OsError); });
        other.join();
        co_return;
    });
}

}  // namespace
}  // namespace hangar::actor

// The exec backend's children are this program.
int main(int argc, char** argv) {
    if (const auto status = hangar::actor::run_child_role()) return *status;
    testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
