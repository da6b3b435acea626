// SPDX-License-Identifier: Apache-2.0
// Rules 25, 28, 29 and 32: what is put right when an actor ends, however it comes to that.
#include <signal.h>

#include <filesystem>
#include <hangar/backends/actor/root.hpp>
#include <hangar/suites/rules/actors.hpp>
#include <hangar/suites/rules/rule_suite.hpp>
#include <hangar/suites/rules/traces.hpp>
#include <stdexcept>
#include <thread>

namespace hangar::rules {
namespace {

class Lifetimes : public RuleSuite {};

// Rule 29: what the child does when its end comes, and how that comes.

enum class Doing { nothing, a_call, a_context, a_stream };
enum class Ending { asked, by_its_nursery, by_an_error, by_an_interrupt };

Task<void> waits_in_context(Callee<void, int> caller, bool streams) {
    co_await caller.started();
    if (!streams) co_await sleep_forever();
    const auto stream = caller.open_stream();
    for (int i = 0;; ++i) co_await stream.send(i);
}

Task<void> keep_busy(const Portal& child, Doing doing) {
    switch (doing) {
        case Doing::nothing:
            co_return co_await wait_for_ever();
        case Doing::a_call:
            co_return co_await child.run<&wait_for_ever>();
        case Doing::a_context:
        case Doing::a_stream:
            break;
    }
    auto context = co_await child.open_context<&waits_in_context>(doing == Doing::a_stream);
    co_await sleep_forever();
}

Task<void> end_child(const ActorNursery& nursery, const Portal& child, Ending ending) {
    switch (ending) {
        case Ending::asked:
            co_return co_await child.cancel_actor();
        case Ending::by_its_nursery:
            co_return nursery.cancel();
        case Ending::by_an_error:
            throw std::length_error("the parent's");
        case Ending::by_an_interrupt:
            ::raise(SIGINT);
    }
}

Task<void> live_and_end(Doing doing, Ending ending, std::string path) {
    auto nursery = co_await open_nursery();
    const Portal child = co_await nursery.start_actor("child");
    co_await child.run<&make_temporary_file>(path);
    EXPECT_TRUE(std::filesystem::exists(path));
    auto both = [&](runtime::Nursery& tasks) -> Task<void> {
        tasks.start_soon([&] { return keep_busy(child, doing); });
        co_await sleep_for(2ms);
        co_await end_child(nursery, child, ending);
        if (ending == Ending::by_an_interrupt) co_await sleep_forever();
        tasks.cancel();
    };
    co_await with_nursery(std::ref(both));
}

void expect_wiped(const actor::TreeOptions& options, const Cell& cell, Ending ending) {
    for (const Doing doing : {Doing::nothing, Doing::a_call, Doing::a_context, Doing::a_stream}) {
        const std::string path = fresh_trace(cell);
        const Stopwatch watch;
        try {
            actor::run_root(options, [&] { return live_and_end(doing, ending, path); });
        } catch (const std::exception&) {
            // Which it is, others assert.
        }
        EXPECT_FALSE(std::filesystem::exists(path)) << "doing " << static_cast<int>(doing);
        EXPECT_LT(watch.elapsed(), 5s);
    }
}

TEST_P(Lifetimes, ItsFilesAreWipedWhenItIsAskedToEnd) {
    expect_wiped(tree_options(), cell(), Ending::asked);
}
TEST_P(Lifetimes, ItsFilesAreWipedWhenItsNurseryEnds) {
    expect_wiped(tree_options(), cell(), Ending::by_its_nursery);
}
TEST_P(Lifetimes, ItsFilesAreWipedAfterAnError) {
    expect_wiped(tree_options(), cell(), Ending::by_an_error);
}
TEST_P(Lifetimes, ItsFilesAreWipedAfterAnInterrupt) {
    expect_wiped(tree_options(), cell(), Ending::by_an_interrupt);
}

// Rule 28.

std::string backend_here() {
    return Actor::current().identity().backend;
}

ACTOR_TEST_P(Lifetimes, ThereIsOneRootAndNoActorOutsideOfIt) {
    EXPECT_EQ(backend_here(), "root");
    bool refused = false;
    bool outside = true;
    std::thread other([&] {
        outside = Actor::exists();
        try {
            actor::run_root(actor::TreeOptions(), wait_for_ever);
        } catch (const runtime::OsError& e) {
            refused = e.error().code == EBUSY;
        }
    });
    other.join();
    EXPECT_TRUE(refused);
    EXPECT_FALSE(outside);
    auto nursery = co_await open_nursery();
    const Portal child = co_await nursery.start_actor("child");
    EXPECT_EQ(co_await child.run<&backend_here>(), cell().backend);
}

TEST_P(Lifetimes, NoActorIsLeftWhereItsRootHasEnded) {
    EXPECT_FALSE(Actor::exists());
    actor::run_root(tree_options(), []() -> Task<void> {
        EXPECT_TRUE(Actor::exists());
        co_await checkpoint();
    });
    EXPECT_FALSE(Actor::exists());
}

// Rule 32: many who want it give up at once, and one wants it again while it cleans up.

Task<int> contend(int rounds) {
    runtime::Lock lock;
    int entered = 0;
    auto enter = [&]() -> Task<void> {
        auto acquiring = lock.acquire();
        const auto held = co_await acquiring;
        ++entered;
        co_await checkpoint();
    };
    auto enter_and_again = [&]() -> Task<void> { co_await runtime::finally(enter, 1s, enter); };
    for (int i = 0; i < rounds; ++i) {
        auto many = [&](runtime::Nursery& tasks) -> Task<void> {
            for (int j = 0; j < 4; ++j) tasks.start_soon(enter);
            tasks.start_soon(enter_and_again);
            for (int turns = i % 4; turns > 0; --turns) co_await checkpoint();
            tasks.cancel();
        };
        co_await with_nursery(std::ref(many));
        entered = 0;
        co_await enter();
    }
    co_return entered;
}

ACTOR_TEST_P(Lifetimes, ALockIsWholeAfterManyQuickCancellations) {
    auto nursery = co_await open_nursery();
    const Portal child = co_await nursery.start_actor("child");
    EXPECT_EQ(co_await child.run<&contend>(50), 1);
}

// Rule 25. A ladder with short rungs: that it is climbed for all of them at once is the rule.
class Namesakes : public BlockingSuite {
  protected:
    [[nodiscard]] actor::TreeOptions tree_options() const override {
        actor::TreeOptions options = RuleSuite::tree_options();
        options.ladder.acknowledge = 100ms;
        options.ladder.terminate = 200ms;
        options.ladder.kill = 500ms;
        return options;
    }
};

Task<void> leave_blocked_namesakes(int count) {
    auto nursery = co_await open_nursery();
    std::vector<Portal> children;
    for (int i = 0; i < count; ++i) children.push_back(co_await nursery.start_actor("twin"));
    // All at once: each cancelled call is waited for.
    auto block_all = [&](runtime::Nursery& calls) -> Task<void> {
        for (const Portal& child : children) {
            calls.start_soon([&child] { return child.run<&block>(false); });
        }
        co_await sleep_for(1ms);
        calls.cancel();
    };
    co_await with_nursery(std::ref(block_all));
}

ACTOR_TEST_P(Namesakes, ChildrenOfOneNameAreAllKilled) {
    for (const int count : {2, 4, 8}) {
        const Stopwatch watch;
        co_await leave_blocked_namesakes(count);
        EXPECT_LT(watch.elapsed(), 15s + count * 5s);
    }
}

INSTANTIATE_BACKEND_MATRIX(Lifetimes);
INSTANTIATE_BACKEND_MATRIX(Namesakes);

}  // namespace
}  // namespace hangar::rules
