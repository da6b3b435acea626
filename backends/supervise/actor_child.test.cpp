// SPDX-License-Identifier: Apache-2.0
// Supervised actors, on backends of every kind.
#include <gmock/gmock.h>
#include <signal.h>
#include <unistd.h>

#include <hangar/backends/actor/cells.test.hpp>
#include <hangar/backends/actor/child_main.hpp>
#include <hangar/backends/actor/linger.test.hpp>
#include <hangar/backends/supervise/actor_child.hpp>
#include <hangar/backends/supervise/supervisor.hpp>
#include <hangar/diag/os/pidfd.hpp>
#include <hangar/diag/os/temp_dir.test.hpp>

namespace hangar::supervise {
namespace {

using namespace std::chrono_literals;
using actor::Portal;
using runtime::Task;
using testing::HasSubstr;

int add(int a, int b) {
    return a + b;
}
void fail(const std::string& what) {
    throw std::out_of_range(what);
}

class SupervisedActorTest : public actor::ActorTest {
  protected:
    // Runs the supervisor beside a body, and ends both with it.
    static void supervise(Supervisor& supervisor, std::function<Task<void>()> body,
                          actor::TreeOptions tree = options()) {
        actor::run_root(std::move(tree), [&]() -> Task<void> {
            auto beside = [&](runtime::Nursery& nursery) -> Task<void> {
                nursery.start_soon([&] { return supervisor.run(); }, "supervisor");
                auto running = body();
                co_await std::move(running);
                nursery.cancel();
            };
            auto running = runtime::with_nursery(std::ref(beside));
            co_await std::move(running);
        });
    }
};

// Until another life of the child has begun.
Task<Portal> next_life(Supervisor& supervisor, std::string name, const Portal& before) {
    auto looking = [&]() -> Task<Portal> {
        for (;;) {
            auto asking = supervisor.portal(name);
            const Portal now = co_await std::move(asking);
            if (now.identity().uuid != before.identity().uuid) co_return now;
            auto ending = now.ended();
            co_await std::move(ending);
            auto turn = runtime::sleep_for(1ms);
            co_await turn;
        }
    };
    auto bounded = runtime::fail_after(20s, looking);
    co_return co_await std::move(bounded);
}

TEST_P(SupervisedActorTest, AnActorThatEndsIsStartedAgain) {
    Supervisor supervisor;
    supervisor.add(actor_child("server"));
    supervise(supervisor, [&]() -> Task<void> {
        auto starting = supervisor.started();
        co_await std::move(starting);
        auto asking = supervisor.portal("server");
        const Portal first = co_await std::move(asking);
        auto ending = first.cancel_actor();
        co_await std::move(ending);
        auto waiting = next_life(supervisor, "server", first);
        const Portal second = co_await std::move(waiting);
        auto calling = second.run<&add>(1, 2);
        EXPECT_EQ(co_await std::move(calling), 3);
    });
    EXPECT_EQ(supervisor.restarts("server"), 1U);
}

TEST_P(SupervisedActorTest, AFunctionThatFailsIsRunAgainUntilThatIsTooMuch) {
    Supervisor supervisor(Strategy::one_for_one, {2, 60s});
    supervisor.add(actor_child_running<&fail>("worker", {}, "no luck"));
    try {
        actor::run_root(options(), [&] { return supervisor.run(); });
        FAIL() << "was restarted for ever";
    } catch (const RestartsExceeded& e) {
        EXPECT_EQ(e.child(), "worker");
        EXPECT_EQ(e.count("worker"), 3U);
        EXPECT_THAT(e.what(), HasSubstr("std::out_of_range"));
        EXPECT_THROW(std::rethrow_exception(e.errors().front()), actor::RemoteError);
    }
}

TEST_P(SupervisedActorTest, AFunctionThatReturnsHasEndedInOrder) {
    Supervisor supervisor;
    ActorChildOptions transient;
    transient.restart = Restart::transient;
    supervisor.add(actor_child_running<&add>("once", transient, 1, 2));
    actor::run_root(options(), [&] { return supervisor.run(); });
    EXPECT_EQ(supervisor.restarts("once"), 0U);
}

TEST_P(SupervisedActorTest, AProcessThatIsKilledIsStartedAgainWithTheRest) {
    if (std::get<0>(GetParam()) == "thread") GTEST_SKIP() << "its process is the test's";
    Supervisor supervisor(Strategy::rest_for_one);
    // Apart, so that a host's death is one actor's.
    for (const char* name : {"first", "second", "third"}) {
        ActorChildOptions apart;
        apart.where.host = name;
        supervisor.add(actor_child(name, apart));
    }
    supervise(supervisor, [&]() -> Task<void> {
        auto starting = supervisor.started();
        co_await std::move(starting);
        auto second = supervisor.portal("second");
        const Portal killed = co_await std::move(second);
        auto third = supervisor.portal("third");
        const Portal dependent = co_await std::move(third);
        const auto process = os::Pidfd::open(killed.identity().process).value();
        EXPECT_TRUE(process.signal(SIGKILL));
        auto again = next_life(supervisor, "third", dependent);
        static_cast<void>(co_await std::move(again));
    });
    EXPECT_EQ(supervisor.restarts("first"), 0U);
    EXPECT_EQ(supervisor.restarts("second"), 1U);
    EXPECT_EQ(supervisor.restarts("third"), 1U);
}

TEST_P(SupervisedActorTest, AChildHasAsLongToEndAsItsSpecSays) {
    Supervisor supervisor;
    ActorChildOptions brief;
    brief.shutdown = 50ms;
    const os::TempDir directory;
    const std::string sign = directory.path("runs");
    supervisor.add(actor_child_running<&actor::linger>("slow", brief, sign));
    actor::TreeOptions patient = options();
    patient.ladder.soft = 20s;
    os::TimePoint begin;
    auto body = [&]() -> Task<void> {
        auto starting = supervisor.started();
        co_await std::move(starting);
        auto running = actor::until_there(sign);
        co_await std::move(running);
        begin = os::Clock::now();
    };
    supervise(supervisor, body, patient);
    EXPECT_LT(os::Clock::now() - begin, 12s);
}

INSTANTIATE_TEST_SUITE_P(Cells, SupervisedActorTest,
                         testing::Combine(testing::ValuesIn(actor::backends_with()),
                                          testing::Values(ipc::Transport::uds)),
                         actor::cell_name);

}  // namespace
}  // namespace hangar::supervise

int main(int argc, char** argv) {
    if (const auto status = hangar::actor::run_child_role()) return *status;
    testing::InitGoogleMock(&argc, argv);
    return RUN_ALL_TESTS();
}
