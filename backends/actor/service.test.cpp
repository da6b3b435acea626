// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <signal.h>

#include <hangar/backends/actor/cells.test.hpp>
#include <hangar/backends/actor/linger.test.hpp>
#include <hangar/backends/actor/service.hpp>
#include <hangar/diag/os/pidfd.hpp>
#include <hangar/diag/os/proc_children.hpp>
#include <hangar/diag/os/temp_dir.test.hpp>

namespace hangar::actor {
namespace {

using namespace std::chrono_literals;
using runtime::Task;
using testing::HasSubstr;
using testing::SizeIs;

int add(int a, int b) {
    return a + b;
}

Task<void> start_in_its_actor(std::string name) {
    auto starting = start_service(std::move(name));
    static_cast<void>(co_await std::move(starting));
}

class ServiceTest : public ActorTest {
  protected:
    static TreeOptions with_registry() {
        TreeOptions tree = options();
        tree.registry = true;
        return tree;
    }
    void TearDown() override { expect_no_child_left("a service has outlived the tree"); }
};

// Starts a service from a child of ours, or of that one, which ends then.
Task<void> start_from_a_child(std::string service) {
    auto nursery = co_await open_nursery();
    auto starting = nursery.start_actor("starter");
    const Portal starter = co_await std::move(starting);
    auto asking = starter.run<&start_in_its_actor>(std::move(service));
    co_await std::move(asking);
}

Task<int> ask(std::string name) {
    auto nursery = co_await open_nursery();
    auto finding = nursery.find_actor(std::move(name));
    const Portal service = co_await std::move(finding);
    auto adding = service.run<&add>(1, 2);
    co_return co_await std::move(adding);
}

Task<std::size_t> count_listed(std::string name) {
    auto asking = query_actor(std::move(name));
    const auto listed = co_await std::move(asking);
    co_return listed.size();
}

TEST_P(ServiceTest, OutlivesItsStarterAndIsFoundByItsName) {
    run_root(with_registry(), []() -> Task<void> {
        auto starting = start_from_a_child("service");
        co_await std::move(starting);
        auto asking = ask("service");
        EXPECT_EQ(co_await std::move(asking), 3);
    });
}

TEST_P(ServiceTest, IsTheRootsAlsoWhenAGrandchildHasAskedForIt) {
    run_root(with_registry(), []() -> Task<void> {
        auto in_a_child = []() -> Task<void> {
            auto nursery = co_await open_nursery();
            auto starting = nursery.start_actor("child");
            const Portal child = co_await std::move(starting);
            auto asking = child.run<&start_from_a_child>("service");
            co_await std::move(asking);
        };
        auto running = in_a_child();
        co_await std::move(running);
        auto asking = ask("service");
        EXPECT_EQ(co_await std::move(asking), 3);
    });
}

TEST_P(ServiceTest, EndsByRequestOfWhoeverFindsIt) {
    run_root(with_registry(), []() -> Task<void> {
        auto starting = start_service("service");
        const Listing service = co_await std::move(starting);
        auto in_a_block = [&]() -> Task<void> {
            auto nursery = co_await open_nursery();
            auto dialling = nursery.dial(service.address);
            const Portal portal = co_await std::move(dialling);
            auto ending = portal.cancel_actor();
            co_await std::move(ending);
        };
        auto running = in_a_block();
        co_await std::move(running);
        auto none = [&]() -> Task<void> {
            for (;;) {
                auto counting = count_listed("service");
                const std::size_t listed = co_await std::move(counting);
                if (listed == 0) co_return;
                auto turn = runtime::sleep_for(1ms);
                co_await turn;
            }
        };
        auto bounded = runtime::fail_after(20s, none);
        co_await std::move(bounded);
    });
}

TEST_P(ServiceTest, IsEndedByTheRootAsAChild) {
    run_root(with_registry(), []() -> Task<void> {
        auto starting = start_service("service");
        const Listing service = co_await std::move(starting);
        auto ending = end_service(service);
        EXPECT_TRUE(co_await std::move(ending));
        auto again = end_service(service);
        EXPECT_FALSE(co_await std::move(again));
    });
}

TEST_P(ServiceTest, ThatDiesIsNobodysErrorAndNoLongerFound) {
    if (!own_process()) GTEST_SKIP() << "its process is the test's";
    run_root(with_registry(), []() -> Task<void> {
        auto starting = start_service("service");
        const Listing service = co_await std::move(starting);
        const auto process = os::Pidfd::open(service.actor.process).value();
        EXPECT_TRUE(process.signal(SIGKILL));
        std::size_t listed = 1;
        auto gone = [&]() -> Task<void> {
            while (listed != 0) {
                auto counting = count_listed("service");
                listed = co_await std::move(counting);
                auto turn = runtime::sleep_for(1ms);
                co_await turn;
            }
        };
        auto bounded = runtime::fail_after(20s, gone);
        co_await std::move(bounded);
    });
}

// Ends the service, which lingers, and gives how long that took.
Task<os::Duration> time_its_end(Listing service, std::string sign) {
    auto nursery = co_await open_nursery();
    auto dialling = nursery.dial(service.address);
    const Portal portal = co_await std::move(dialling);
    os::Duration taken{};
    auto at_work = [&](runtime::Nursery& tasks) -> Task<void> {
        auto working = [&]() -> Task<void> {
            try {
                auto lingering = portal.run<&linger>(sign);
                co_await std::move(lingering);
            } catch (const std::exception&) {
                co_return;  // its end is what is asked for
            }
        };
        tasks.start_soon(working);
        auto running = until_there(sign);
        co_await std::move(running);
        const auto begin = os::Clock::now();
        auto ending = end_service(service);
        EXPECT_TRUE(co_await std::move(ending));
        taken = os::Clock::now() - begin;
        tasks.cancel();
    };
    auto both = [&] { return runtime::with_nursery(at_work); };
    auto bounded = runtime::fail_after(40s, both);
    co_await std::move(bounded);
    co_return taken;
}

// A thread cannot be killed: it would stay, and be met by the next test.
class KillableServiceTest : public ServiceTest {};

TEST_P(KillableServiceTest, HasAsLongToEndAsItsOptionsSay) {
    const os::TempDir directory;
    const std::string sign = directory.path("runs");
    TreeOptions patient = with_registry();
    patient.ladder.soft = 20s;
    run_root(patient, [&]() -> Task<void> {
        ActorOptions brief;
        brief.shutdown = 50ms;
        auto starting = start_service("service", brief);
        const Listing service = co_await std::move(starting);
        auto timing = time_its_end(service, sign);
        EXPECT_LT(co_await std::move(timing), 12s);
    });
}

TEST_P(ServiceTest, NeedsARegistrar) {
    std::string what;
    run_root(options(), [&]() -> Task<void> {
        try {
            auto starting = start_service("service");
            static_cast<void>(co_await std::move(starting));
        } catch (const NoRegistrar& e) {
            what = e.what();
        }
    });
    EXPECT_THAT(what, HasSubstr("service service could not be found: this tree has no registrar"));
}

TEST_P(ServiceTest, ThatCannotStartIsItsStartersError) {
    run_root(with_registry(), []() -> Task<void> {
        bool refused = false;
        try {
            auto starting = start_service("service", ActorOptions("no_such_backend"));
            static_cast<void>(co_await std::move(starting));
        } catch (const runtime::OsError&) {
            refused = true;
        }
        EXPECT_TRUE(refused);
        auto counting = count_listed("service");
        EXPECT_EQ(co_await std::move(counting), 0U);
    });
}

class HostedServiceTest : public ServiceTest {};

TEST_P(HostedServiceTest, LivesInTheHostThatItsOptionsName) {
    run_root(with_registry(), []() -> Task<void> {
        std::vector<os::ProcessId> places;
        for (const char* host : {"one", "one", "another"}) {
            ActorOptions where;
            where.host = host;
            auto starting = start_service("service" + std::to_string(places.size()), where);
            const Listing service = co_await std::move(starting);
            places.push_back(service.actor.process);
        }
        EXPECT_EQ(places[0], places[1]);
        EXPECT_NE(places[0], places[2]);
    });
}

INSTANTIATE_TEST_SUITE_P(Cells, ServiceTest,
                         testing::Combine(testing::ValuesIn(backends_with()),
                                          testing::Values(ipc::Transport::pair, ipc::Transport::uds,
                                                          ipc::Transport::tcp)),
                         cell_name);

INSTANTIATE_TEST_SUITE_P(Cells, KillableServiceTest,
                         testing::Combine(testing::ValuesIn(backends_with({spawn::Carrier::process,
                                                                           spawn::Carrier::host})),
                                          testing::Values(ipc::Transport::pair, ipc::Transport::uds,
                                                          ipc::Transport::tcp)),
                         cell_name);

INSTANTIATE_TEST_SUITE_P(Cells, HostedServiceTest,
                         testing::Combine(testing::ValuesIn(backends_with({spawn::Carrier::host})),
                                          testing::Values(ipc::Transport::pair, ipc::Transport::uds,
                                                          ipc::Transport::tcp)),
                         cell_name);

}  // namespace
}  // namespace hangar::actor
