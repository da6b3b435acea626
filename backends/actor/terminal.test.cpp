// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <signal.h>

#include <hangar/backends/actor/callee.hpp>
#include <hangar/backends/actor/cells.test.hpp>
#include <hangar/backends/actor/task_gathering.hpp>
#include <hangar/backends/actor/terminal.hpp>
#include <hangar/backends/actor/visible_log.test.hpp>
#include <hangar/diag/os/pidfd.hpp>
#include <hangar/diag/tasks/text.hpp>
#include <thread>

namespace hangar::actor {
namespace {

using namespace std::chrono_literals;
using runtime::Task;
using testing::ElementsAre;
using testing::HasSubstr;

Task<void> for_ever() {
    auto waiting = runtime::sleep_forever();
    co_await waiting;
}

// Has started when it has the terminal; keeps it until it is cancelled.
Task<void> use_terminal(Callee<> caller) {
    co_await open_terminal();
    auto starting = caller.started();
    co_await std::move(starting);
    auto using_it = for_ever();
    co_await std::move(using_it);
}

// The same by a child of its own.
Task<void> use_terminal_below(Callee<> caller) {
    auto nursery = co_await open_nursery();
    auto booting = nursery.start_actor("grandchild");
    const Portal child = co_await std::move(booting);
    auto context = co_await child.open_context<&use_terminal>();
    auto starting = caller.started();
    co_await std::move(starting);
    auto using_it = for_ever();
    co_await std::move(using_it);
}

// A user of the terminal, in an actor of its own, beside the test's body.
class User {
  public:
    explicit User(Portal portal) : portal_(std::move(portal)) {}

    void line_up(runtime::Nursery& nursery, std::vector<std::string>& order) {
        nursery.start_soon([this, &order] { return use(order); }, "user");
    }
    // Returns when it has the terminal.
    Task<void> take(runtime::Nursery& nursery, std::vector<std::string>& order) {
        line_up(nursery, order);
        auto having = has_it_.wait();
        co_await having;
    }
    void leave() {
        if (scope_ != nullptr) scope_->cancel();
    }
    runtime::Event& has_it() { return has_it_; }
    const Portal& portal() const { return portal_; }

  private:
    Task<void> use(std::vector<std::string>& order) {
        auto run = [&](runtime::CancelScope& scope) -> Task<void> {
            scope_ = &scope;
            auto context = co_await portal_.open_context<&use_terminal>();
            order.push_back(portal_.identity().name);
            has_it_.set();
            auto using_it = for_ever();
            co_await std::move(using_it);
        };
        auto scoped = runtime::within_scope(runtime::ScopeOptions(), std::ref(run));
        static_cast<void>(co_await std::move(scoped));
        scope_ = nullptr;
    }

    Portal portal_;
    runtime::CancelScope* scope_ = nullptr;
    runtime::Event has_it_;
};

// So that what was asked for first is first in line.
Task<void> until_in_line(std::size_t waiting) {
    auto looking = [waiting]() -> Task<void> {
        while (Actor::current().terminal().waiting() != waiting) {
            auto turn = runtime::sleep_for(1ms);
            co_await turn;
        }
    };
    auto bounded = runtime::fail_after(20s, looking);
    co_await std::move(bounded);
}

class TerminalTest : public ActorTest {
  protected:
    using Users = std::vector<std::unique_ptr<User>>;
    using Body = std::function<Task<void>(runtime::Nursery&, Users&)>;
    // Three actors, none of which uses it yet.
    static void with_users(const Body& body) {
        run_root(options(), [&]() -> Task<void> {
            auto nursery = co_await open_nursery();
            Users users;
            for (const char* name : {"one", "two", "three"}) {
                auto booting = nursery.start_actor(name);
                users.push_back(std::make_unique<User>(co_await std::move(booting)));
            }
            auto beside = [&](runtime::Nursery& tasks) -> Task<void> {
                auto running = body(tasks, users);
                co_await std::move(running);
                tasks.cancel();
            };
            auto running = runtime::with_nursery(std::ref(beside));
            co_await std::move(running);
        });
    }
    // The first has it, the second waits for it.
    static Task<void> contend(runtime::Nursery& tasks, Users& users,
                              std::vector<std::string>& order) {
        auto first = users[0]->take(tasks, order);
        co_await std::move(first);
        users[1]->line_up(tasks, order);
        auto second = until_in_line(1);
        co_await std::move(second);
    }
};

TEST_P(TerminalTest, IsOneActorsAtATimeInTheOrderOfAsking) {
    std::vector<std::string> order;
    with_users([&](runtime::Nursery& tasks, auto& users) -> Task<void> {
        auto first = users[0]->take(tasks, order);
        co_await std::move(first);
        for (const std::size_t i : {std::size_t{2}, std::size_t{1}}) {
            users[i]->line_up(tasks, order);
            auto waiting = until_in_line(3 - i);
            co_await std::move(waiting);
        }
        EXPECT_THAT(order, ElementsAre("one"));
        users[0]->leave();
        auto third = users[2]->has_it().wait();
        co_await third;
        EXPECT_THAT(order, ElementsAre("one", "three"));
        users[2]->leave();
        auto second = users[1]->has_it().wait();
        co_await second;
    });
    EXPECT_THAT(order, ElementsAre("one", "three", "two"));
}

TEST_P(TerminalTest, WhoGivesUpLeavesTheLine) {
    std::vector<std::string> order;
    with_users([&](runtime::Nursery& tasks, auto& users) -> Task<void> {
        auto contending = contend(tasks, users, order);
        co_await std::move(contending);
        users[1]->leave();
        auto left = until_in_line(0);
        co_await std::move(left);
        users[0]->leave();
        auto third = users[2]->take(tasks, order);
        co_await std::move(third);
    });
    EXPECT_THAT(order, ElementsAre("one", "three"));
}

TEST_P(TerminalTest, IsFreeAgainWhenItsHolderEnds) {
    run_root(options(), []() -> Task<void> {
        auto doomed = []() -> Task<void> {
            auto nursery = co_await open_nursery();
            auto booting = nursery.start_actor("holder");
            const Portal holder = co_await std::move(booting);
            auto context = co_await holder.open_context<&use_terminal>();
            EXPECT_TRUE(Actor::current().terminal().held());
            if (own_process()) {
                const auto process = os::Pidfd::open(holder.identity().process).value();
                EXPECT_TRUE(process.signal(SIGKILL));
            } else {
                context.cancel();
            }
            auto waiting = for_ever();
            co_await std::move(waiting);
        };
        try {
            auto ending = doomed();
            co_await std::move(ending);
        } catch (const ActorDied&) {
        }
        auto mine = []() -> Task<void> { co_await open_terminal(); };
        auto bounded = runtime::fail_after(20s, mine);
        co_await std::move(bounded);
        EXPECT_FALSE(Actor::current().terminal().held());
    });
}

TEST_P(TerminalTest, IsTheTreesAlsoForAGrandchild) {
    run_root(options(), []() -> Task<void> {
        auto nursery = co_await open_nursery();
        auto booting = nursery.start_actor("child");
        const Portal child = co_await std::move(booting);
        auto context = co_await child.open_context<&use_terminal_below>();
        EXPECT_TRUE(Actor::current().terminal().held());
        bool mine = false;
        auto taking = [&]() -> Task<void> {
            co_await open_terminal();
            mine = true;
        };
        auto in_vain = runtime::move_on_after(20ms, taking);
        static_cast<void>(co_await std::move(in_vain));
        EXPECT_FALSE(mine);
        context.cancel();
    });
}

TEST_P(TerminalTest, ReadersOutsideSeeWhoWaitsForIt) {
    std::vector<std::string> order;
    std::string text;
    with_users([&](runtime::Nursery& tasks, auto& users) -> Task<void> {
        auto contending = contend(tasks, users, order);
        co_await std::move(contending);
        runtime::Event gathered;
        const runtime::OutsideWork expected;
        runtime::Loop& loop = runtime::Loop::running();
        std::thread gathering([&] {
            text = tasks::to_text(gather_tasks());
            loop.post([&] { gathered.set(); });
        });
        auto done = gathered.wait();
        co_await done;
        gathering.join();
    });
    EXPECT_THAT(text, HasSubstr("for the terminal, through main (context 1)"));
    EXPECT_THAT(text, HasSubstr("held by task"));
}

TEST_P(TerminalTest, AnInterruptIsNotHeededWhileSomebodyHasIt) {
    bool went_on = false;
    const VisibleLog log("actor:info");
    const auto body = [&]() -> Task<void> {
        auto nursery = co_await open_nursery();
        auto booting = nursery.start_actor("holder");
        const Portal holder = co_await std::move(booting);
        auto talk = [&]() -> Task<void> {
            auto context = co_await holder.open_context<&use_terminal>();
            EXPECT_EQ(::raise(SIGINT), 0);
            auto ignored = log.wait_for("SIGINT is not heeded while the terminal is in use");
            co_await std::move(ignored);
            went_on = true;
            context.cancel();
        };
        auto talking = talk();
        co_await std::move(talking);
        EXPECT_EQ(::raise(SIGINT), 0);
        auto waiting = for_ever();
        co_await std::move(waiting);
    };
    EXPECT_THROW(run_root(options(), body), Interrupted);
    EXPECT_TRUE(went_on);
}

INSTANTIATE_TEST_SUITE_P(Cells, TerminalTest,
                         testing::Combine(testing::ValuesIn(backends_with()),
                                          testing::Values(ipc::Transport::pair,
                                                          ipc::Transport::uds)),
                         cell_name);

}  // namespace
}  // namespace hangar::actor
