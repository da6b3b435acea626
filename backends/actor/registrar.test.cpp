// SPDX-License-Identifier: Apache-2.0
// Actors that are found by name: listed, waited for, struck off.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <hangar/backends/actor/callees.test.hpp>
#include <hangar/backends/actor/cells.test.hpp>
#include <hangar/backends/actor/registrar.hpp>

namespace hangar::actor {
namespace {

using namespace std::chrono_literals;
using runtime::Task;
using testing::IsEmpty;
using testing::SizeIs;

// At another actor than the registrar.
Task<int> add_at(std::string name, int a, int b) {
    auto nursery = co_await open_nursery();
    auto waiting = nursery.wait_for_actor(std::move(name));
    const Portal found = co_await std::move(waiting);
    co_return co_await found.run<&add>(a, b);
}

class RegistrarTest : public ActorTest {
  protected:
    static TreeOptions with_registry() {
        TreeOptions listed = options();
        listed.registry = true;
        return listed;
    }
};

Task<std::size_t> count(std::string name) {
    auto asking = query_actor(std::move(name));
    const auto listings = co_await std::move(asking);
    co_return listings.size();
}

// Bounded: a change may be on its way.
Task<bool> comes_to(std::string name, std::size_t wanted) {
    const auto limit = os::Deadline::after(20s);
    for (;;) {
        const std::size_t now = co_await count(name);
        if (now == wanted || limit.passed()) co_return now == wanted;
        auto pause = runtime::sleep_for(1ms);
        co_await pause;
    }
}

TEST_P(RegistrarTest, ASiblingFindsASiblingAndWorksThere) {
    const int sum = run_root_for(with_registry(), []() -> Task<int> {
        auto nursery = co_await open_nursery();
        static_cast<void>(co_await nursery.start_actor("worker"));
        const Portal asker = co_await nursery.start_actor("asker");
        co_return co_await asker.run<&add_at>("worker", 20, 22);
    });
    EXPECT_EQ(sum, 42);
}

TEST_P(RegistrarTest, AnActorIsStruckOffWhenItIsCancelled) {
    run_root(with_registry(), []() -> Task<void> {
        auto nursery = co_await open_nursery();
        const Portal child = co_await nursery.start_actor("child");
        const bool listed = co_await comes_to("child", 1);
        EXPECT_TRUE(listed);
        co_await child.cancel_actor();
        const bool gone = co_await comes_to("child", 0);
        EXPECT_TRUE(gone);
    });
}

TEST_P(RegistrarTest, AListingThatNobodyServesIsStruckOff) {
    run_root(with_registry(), []() -> Task<void> {
        Listing stale;
        stale.actor = {"stale", ipc::Uuid::random(), os::this_process(), "none"};
        stale.address = ipc::TcpAddress{"127.0.0.1", 1};
        const Registrar::Entry entry(*Actor::current().registrar(), stale);
        EXPECT_EQ(co_await count("stale"), 1U);
        auto nursery = co_await open_nursery();
        bool none = false;
        try {
            static_cast<void>(co_await nursery.find_actor("stale"));
        } catch (const NoSuchActor&) {
            none = true;
        }
        EXPECT_TRUE(none);
        EXPECT_EQ(co_await count("stale"), 0U);
    });
}

TEST_P(RegistrarTest, WhoWaitsGetsTheOneThatComes) {
    run_root(with_registry(), []() -> Task<void> {
        auto nursery = co_await open_nursery();
        const Portal asker = co_await nursery.start_actor("asker");
        auto both = [&](runtime::Nursery& tasks) -> Task<void> {
            tasks.start_soon(
                [&]() -> Task<void> { EXPECT_EQ(co_await asker.run<&add_at>("late", 1, 2), 3); });
            static_cast<void>(co_await nursery.start_actor("late"));
        };
        auto running = runtime::with_nursery(std::ref(both));
        co_await std::move(running);
    });
}

TEST_P(RegistrarTest, OneThatIsDialledIsAskedToEndByItsName) {
    run_root(with_registry(), []() -> Task<void> {
        auto nursery = co_await open_nursery();
        static_cast<void>(co_await nursery.start_actor("child"));
        const Portal found = co_await nursery.wait_for_actor("child");
        co_await found.cancel_actor();
        const bool gone = co_await comes_to("child", 0);
        EXPECT_TRUE(gone);
    });
}

INSTANTIATE_TEST_SUITE_P(Cells, RegistrarTest,
                         testing::Combine(testing::ValuesIn(backends_with()),
                                          testing::Values(ipc::Transport::pair, ipc::Transport::uds,
                                                          ipc::Transport::tcp)),
                         cell_name);

template <class E>
bool dial_throws(ipc::Address address, int code = 0) {
    bool thrown = false;
    run_root({}, [&]() -> Task<void> {
        auto nursery = co_await open_nursery();
        try {
            static_cast<void>(co_await nursery.dial(address));
        } catch (const E& e) {
            if constexpr (std::is_same_v<E, runtime::OsError>)
                thrown = e.error().code == code;
            else
                thrown = true;
        }
    });
    return thrown;
}

TEST(RegistrarDialTest, AnAddressThatIsNotServedIsAnErrorAtOnce) {
    const auto begun = os::Clock::now();
    EXPECT_TRUE(dial_throws<runtime::OsError>(ipc::TcpAddress{"127.0.0.1", 1}, ECONNREFUSED));
    EXPECT_TRUE(dial_throws<runtime::OsError>(ipc::UdsAddress{"/nobody/here"}, ENOENT));
    EXPECT_TRUE(dial_throws<runtime::OsError>(ipc::PairAddress{0}, ENOTSUP));
    EXPECT_LT(os::Clock::now() - begun, 5s);
}

TEST(RegistrarDialTest, ATreeWithoutARegistrySaysSo) {
    run_root({}, []() -> Task<void> {
        bool refused = false;
        try {
            static_cast<void>(co_await count("anybody"));
        } catch (const NoRegistrar&) {
            refused = true;
        }
        EXPECT_TRUE(refused);
    });
}

}  // namespace
}  // namespace hangar::actor
