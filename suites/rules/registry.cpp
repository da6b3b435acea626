// SPDX-License-Identifier: Apache-2.0
// Rules 21, 26, 27 and 30: actors that find each other by name, and who is told when one of them is
// cancelled.
#include <signal.h>

#include <algorithm>
#include <hangar/backends/actor/root.hpp>
#include <hangar/suites/rules/actors.hpp>
#include <hangar/suites/rules/rule_suite.hpp>
#include <set>
#include <stdexcept>
#include <thread>

namespace hangar::rules {
namespace {

using testing::SizeIs;

// On a tree with a registry: over pair it is reached over uds.
class Registry : public RuleSuite {
  protected:
    [[nodiscard]] actor::TreeOptions tree_options() const override {
        actor::TreeOptions options = RuleSuite::tree_options();
        options.registry = true;
        return options;
    }
};

// Whether so many are listed under that name within the limit: a change may be on its way.
Task<bool> comes_to(std::string name, std::size_t wanted) {
    auto looking = [&]() -> Task<void> {
        for (;;) {
            const auto listings = co_await query_actor(name);
            if (listings.size() == wanted) co_return;
            co_await sleep_for(1ms);
        }
    };
    co_return co_await move_on_after(10s, looking);
}

// Rule 26.

ACTOR_TEST_P(Registry, ADeadAddressIsPurgedAndNobodyGetsAPortalToIt) {
    Listing dead;
    dead.actor = {"dead", ipc::Uuid::random(), os::this_process(), "none"};
    dead.address = ipc::TcpAddress{"127.0.0.1", 1};
    const actor::Registrar::Entry entry(*Actor::current().registrar(), dead);
    EXPECT_THAT(co_await query_actor("dead"), SizeIs(1));
    auto nursery = co_await open_nursery();
    bool found = true;
    try {
        co_await nursery.find_actor("dead");
    } catch (const NoSuchActor&) {
        found = false;
    }
    EXPECT_FALSE(found);
    EXPECT_THAT(co_await query_actor("dead"), SizeIs(0));
}

// Rule 27.

ACTOR_TEST_P(Registry, ChildrenAreStruckOffWhenTheirNurseryIsCancelled) {
    auto block = []() -> Task<void> {
        auto nursery = co_await open_nursery();
        for (int i = 0; i < 3; ++i) co_await nursery.start_actor("child");
        EXPECT_TRUE(co_await comes_to("child", 3));
        nursery.cancel();
    };
    co_await block();
    EXPECT_TRUE(co_await comes_to("child", 0));
}

TEST_P(Registry, ChildrenAreStruckOffAtADaemonAsWell) {
    DaemonOptions apart;
    apart.tree = tree_options();
    const Daemon daemon(apart);
    actor::run_root(daemon.guest_options(tree_options()), []() -> Task<void> {
        auto nursery = co_await open_nursery();
        const Portal child = co_await nursery.start_actor("child");
        EXPECT_TRUE(co_await comes_to("child", 1));
        co_await child.cancel_actor();
        EXPECT_TRUE(co_await comes_to("child", 0));
    });
}

// A daemon with a function of its own, which anybody may call who knows the secret.

Task<void> block_for_ever() {
    block(false);
    co_return;
}

TEST_P(Registry, ADaemonThatWillNotEndIsKilled) {
    DaemonOptions stubborn;
    stubborn.tree = tree_options();
    stubborn.end_limit = 100ms;
    Daemon daemon = Daemon::running<&block_for_ever>(stubborn);
    const Stopwatch watch;
    EXPECT_EQ(daemon.end(), os::WaitStatus::signalled(SIGTERM));
    EXPECT_LT(watch.elapsed(), 10s);
}

TEST_P(Registry, ADaemonsFunctionThatFailsIsItsExitStatus) {
    DaemonOptions failing;
    failing.tree = tree_options();
    Daemon daemon = Daemon::running<&throw_out_of_range>(failing, "of no use");
    EXPECT_EQ(daemon.end(), os::WaitStatus::exited(1));
}

// Rule 21: two actors work at a third, which the root cancels.

Task<void> serve_until_cancelled(Callee<> caller) {
    co_await caller.started();
    co_await sleep_forever();
}

// Starts when it is in the service; gives the name of who cancelled that.
Task<std::string> who_cancels(Callee<> caller, std::string service) {
    auto nursery = co_await open_nursery();
    const Portal found = co_await nursery.wait_for_actor(service);
    std::string canceller = "nobody";
    auto use = [&]() -> Task<void> {
        auto context = co_await found.open_context<&serve_until_cancelled>();
        co_await caller.started();
        co_await sleep_forever();
    };
    try {
        auto using_it = use();
        co_await std::move(using_it);
    } catch (const ContextCancelled& e) {
        canceller = e.canceller().name;
    }
    co_return canceller;
}

ACTOR_TEST_P(Registry, EachPeerOfACancelledActorIsToldWhoCancelledIt) {
    auto nursery = co_await open_nursery();
    const Portal service = co_await nursery.start_actor("service");
    const Portal one = co_await nursery.start_actor("one");
    const Portal two = co_await nursery.start_actor("two");
    auto first = co_await one.open_context<&who_cancels>("service");
    auto second = co_await two.open_context<&who_cancels>("service");
    co_await service.cancel_actor();
    EXPECT_EQ(co_await first.result(), Actor::current().name());
    EXPECT_EQ(co_await second.result(), Actor::current().name());
}

// Rule 30: consumers that come and go at a publisher, and change what they subscribe to.

using Subscriptions = std::set<std::string>;

Task<void> publish(Callee<void, std::string, std::string> caller) {
    co_await caller.started();
    const auto stream = caller.open_stream();
    Subscriptions topics;
    auto whole = [&](runtime::Nursery& tasks) -> Task<void> {
        tasks.start_soon([&]() -> Task<void> {
            for (;;) {
                const auto change = co_await stream.receive();
                if (!change) break;
                if (change->front() == '-') topics.erase(change->substr(1));
                if (change->front() == '+') topics.insert(change->substr(1));
            }
            tasks.cancel();
        });
        for (;;) {
            const Subscriptions now = topics;
            for (const std::string& topic : now) co_await stream.send(topic);
            co_await sleep_for(1ms);
        }
    };
    auto publishing = with_nursery(std::ref(whole));
    co_await std::move(publishing);
}

template <class S>
Task<void> receive_until(S stream, std::string topic) {
    for (;;) {
        const auto item = co_await stream.receive();
        if (!item) throw std::runtime_error("the publisher has gone");
        if (*item == topic) co_return;
    }
}

// Starts when it has had items of two topics, one after the other; goes on for ever.
Task<void> consume(Callee<> caller, std::string topic) {
    auto nursery = co_await open_nursery();
    const Portal publisher = co_await nursery.wait_for_actor("publisher");
    auto context = co_await publisher.open_context<&publish>();
    const auto stream = context.open_stream();
    co_await stream.send("+" + topic);
    co_await receive_until(stream, topic);
    co_await stream.send("+" + topic + " again");
    co_await stream.send("-" + topic);
    co_await receive_until(stream, topic + " again");
    co_await caller.started();
    co_await receive_until(stream, "no such topic");
}

Task<void> publish_and_consume(std::function<Task<void>()> end) {
    auto nursery = co_await open_nursery();
    co_await nursery.start_actor("publisher");
    auto consumers = [&](runtime::Nursery& tasks) -> Task<void> {
        std::vector<std::shared_ptr<Event>> started;
        for (unsigned i = 0; i < std::max(2U, std::thread::hardware_concurrency()); ++i) {
            const Portal consumer = co_await nursery.start_actor("consumer");
            started.push_back(std::make_shared<Event>());
            tasks.start_soon([consumer, i, event = started.back()]() -> Task<void> {
                auto context = co_await consumer.open_context<&consume>(std::to_string(i));
                event->set();
                co_await sleep_forever();
            });
        }
        for (const auto& event : started) {
            auto wait = event->wait();
            co_await wait;
        }
        auto ending = end();
        co_await std::move(ending);
    };
    auto consuming = with_nursery(std::ref(consumers));
    co_await std::move(consuming);
}

TEST_P(Registry, PublishersAndConsumersUnwindOnAnInterrupt) {
    const Stopwatch watch;
    auto interrupt = []() -> Task<void> {
        ::raise(SIGINT);
        co_await sleep_forever();
    };
    EXPECT_THROW(actor::run_root(tree_options(), [&] { return publish_and_consume(interrupt); }),
                 actor::Interrupted);
    EXPECT_LT(watch.elapsed(), 10s);
}

TEST_P(Registry, PublishersAndConsumersUnwindOnATimeout) {
    const Stopwatch watch;
    auto time_out = []() -> Task<void> { co_await fail_after(20ms, wait_for_ever); };
    EXPECT_THROW(actor::run_root(tree_options(), [&] { return publish_and_consume(time_out); }),
                 TimeoutError);
    EXPECT_LT(watch.elapsed(), 10s);
}

INSTANTIATE_BACKEND_MATRIX(Registry);

}  // namespace
}  // namespace hangar::rules
