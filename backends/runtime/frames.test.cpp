// SPDX-License-Identifier: Apache-2.0
// The task tree as a reader outside finds it: from hangar_task_registry, by nodes and links alone,
// while the tasks are parked. Nothing else of the runtime is asked.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include <hangar/backends/runtime/runtime.hpp>
#include <hangar/backends/runtime/virtual_clock.hpp>
#include <hangar/diag/tasks/layout.hpp>

namespace hangar::runtime {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

// What a FrameNode's `location` points at, as layout.hpp documents it.
struct Location {
    const char* file;
    const char* function;
    std::uint32_t line;
    std::uint32_t column;
};

const Location& location_of(const tasks::FrameNode& frame) {
    return *static_cast<const Location*>(frame.location);
}

const tasks::LoopNode& this_loop() {
    const tasks::LoopNode* loop = hangar_task_registry.loops;
    while (loop->thread != os::this_thread()) loop = loop->next;
    return *loop;
}

std::vector<const tasks::TaskNode*> tasks_of(const tasks::NurseryNode& nursery) {
    std::vector<const tasks::TaskNode*> found;
    const tasks::TaskNode* task = nursery.tasks;
    for (std::uint64_t i = 0; i < nursery.count; ++i, task = task->next) found.push_back(task);
    return found;
}

// The tasks in the innermost nursery of the root.
std::vector<const tasks::TaskNode*> children_of_root() {
    return tasks_of(*this_loop().root->nurseries);
}

// Runs `look()` on a task of its own, while `body`'s tasks in the root's nursery are parked.
template <class Start, class Look>
void look_at(Start start, Look look) {
    const auto body = [&]() -> Task<void> {
        const auto play = [&](Nursery& nursery) -> Task<void> {
            start(nursery);
            co_await sleep_for(1s);
            look();
            nursery.cancel();
        };
        co_await with_nursery(play);
    };
    on_virtual_clock(body);
}

// The one task's innermost frame, while it waits in what `wait()` gives.
template <class F, class Look>
void look_at_leaf(F wait, Look look) {
    const auto start = [&](Nursery& nursery) { nursery.start_soon(std::ref(wait)); };
    look_at(start, [&] {
        const auto children = children_of_root();
        ASSERT_EQ(children.size(), 1U);
        look(*children[0]->leaf);
    });
}

unsigned inner_line = 0;
unsigned outer_line = 0;

Task<void> inner_coroutine(Event& event) {
    co_await checkpoint();
    inner_line = __LINE__ + 1;
    co_await event.wait();
}

Task<void> outer_coroutine(Event& event) {
    co_await checkpoint();
    outer_line = __LINE__ + 1;
    co_await inner_coroutine(event);
}

TEST(FramesTest, SayTheFunctionAndTheLineOfEveryAwaitInTheChain) {
    Event event;
    const auto wait = [&] { return outer_coroutine(event); };
    look_at_leaf(wait, [&](const tasks::FrameNode& leaf) {
        const auto& inner = location_of(leaf);
        EXPECT_EQ(inner.line, inner_line);
        EXPECT_THAT(inner.function, HasSubstr("inner_coroutine"));
        EXPECT_THAT(inner.file, HasSubstr("frames.test.cpp"));
        ASSERT_NE(leaf.parent, nullptr);
        const auto& outer = location_of(*leaf.parent);
        EXPECT_EQ(outer.line, outer_line);
        EXPECT_THAT(outer.function, HasSubstr("outer_coroutine"));
        const auto* bottom = leaf.parent->parent;
        ASSERT_NE(bottom, nullptr);
        EXPECT_THAT(location_of(*bottom).function, HasSubstr("child_task"));
        EXPECT_EQ(bottom->parent, nullptr);
    });
}

TEST(FramesTest, SayTheLineInALambdasBodyToo) {
    Event event;
    unsigned line = 0;
    const auto wait = [&]() -> Task<void> {
        line = __LINE__ + 1;
        co_await event.wait();
    };
    look_at_leaf(wait, [&](const tasks::FrameNode& leaf) {
        EXPECT_EQ(location_of(leaf).line, line);
        EXPECT_THAT(location_of(leaf).file, HasSubstr("frames.test.cpp"));
    });
}

TEST(FramesTest, OfACoroutineThatHasNotBegunStandAtIt) {
    const auto body = []() -> Task<void> {
        const auto play = [](Nursery& nursery) -> Task<void> {
            nursery.start_soon([]() -> Task<void> { co_return; }, "not begun");
            const auto children = children_of_root();
            EXPECT_EQ(children.size(), 1U);
            EXPECT_STREQ(children[0]->name, "not begun");
            EXPECT_THAT(location_of(*children[0]->leaf).function, HasSubstr("child_task"));
            EXPECT_EQ(children[0]->leaf->kind, tasks::WaitKind::none);
            co_return;
        };
        co_await with_nursery(play);
    };
    on_virtual_clock(body);
}

TEST(FramesTest, OfAChildThatEndedAreGoneFromTheChain) {
    Event event;
    Event set;
    set.set();
    unsigned line = 0;
    const auto wait = [&]() -> Task<void> {
        co_await outer_coroutine(set);
        line = __LINE__ + 1;
        co_await event.wait();
    };
    look_at_leaf(wait, [&](const tasks::FrameNode& leaf) {
        EXPECT_EQ(location_of(leaf).line, line);
        EXPECT_EQ(leaf.parent->parent, nullptr);
    });
}

// What the leaf of a task says that waits in `wait()`.
template <class F>
void expect_wait(F wait, tasks::WaitKind kind, const void* object) {
    look_at_leaf(wait, [&](const tasks::FrameNode& leaf) {
        EXPECT_EQ(leaf.kind, kind);
        EXPECT_EQ(leaf.object, object);
        // It began in the turn before the clock jumped by the look-out's second.
        EXPECT_EQ(leaf.since_ns + std::chrono::nanoseconds(1s).count(), this_loop().turn_ns);
    });
}

TEST(FramesTest, SayWhatKindOfThingATaskWaitsForAndOnWhichObject) {
    Event event;
    Channel<int> channel(0);
    Lock lock;
    Reply<int> to_itself;
    const tasks::CallNode call;
    Reply<int> to_peer(call);
    expect_wait([]() -> Task<void> { co_await sleep_forever(); }, tasks::WaitKind::forever,
                nullptr);
    expect_wait([]() -> Task<void> { co_await sleep_for(1h); }, tasks::WaitKind::sleep, nullptr);
    expect_wait([&]() -> Task<void> { co_await event.wait(); }, tasks::WaitKind::event, &event);
    expect_wait([&]() -> Task<void> { co_await channel.send(1); }, tasks::WaitKind::send, &channel);
    expect_wait([&]() -> Task<void> { static_cast<void>(co_await channel.receive()); },
                tasks::WaitKind::receive, &channel);
    expect_wait([&]() -> Task<void> { static_cast<void>(co_await to_itself.wait()); },
                tasks::WaitKind::reply, &to_itself);
    expect_wait([&]() -> Task<void> { static_cast<void>(co_await to_peer.wait()); },
                tasks::WaitKind::call, &call);
    const auto lock_twice = [&]() -> Task<void> {
        const auto first = co_await lock.acquire();
        const auto second = co_await lock.acquire();
    };
    expect_wait(lock_twice, tasks::WaitKind::lock, &lock);
}

const void* number(int n) {
    return reinterpret_cast<const void*>(static_cast<std::uintptr_t>(n));
}

TEST(FramesTest, SayWhichDescriptorOrProcessATaskWaitsFor) {
    auto sockets = value_or_throw(os::make_socketpair(true));
    auto idle = value_or_throw(os::make_pipe(true));
    const auto self = value_or_throw(os::Pidfd::open(getpid()));
    const int reader = idle.first.get();
    const auto wait_readable = [&]() -> Task<void> {
        AsyncFd fd(std::move(idle.first));
        co_await fd.readable();
    };
    expect_wait(wait_readable, tasks::WaitKind::readable, number(reader));
    const auto wait_writable = [&]() -> Task<void> {
        AsyncFd fd(std::move(sockets.first));
        std::vector<std::byte> block(4096);
        while (os::write_some(fd.get(), block)) {
        }
        co_await fd.writable();
    };
    const int writer = sockets.first.get();
    expect_wait(wait_writable, tasks::WaitKind::writable, number(writer));
    const auto wait_for_ourselves = [&] { return wait_exit(self); };
    expect_wait(wait_for_ourselves, tasks::WaitKind::exit, number(getpid()));
}

TEST(FramesTest, ATaskThatJoinsANurseryPointsAtItAndItsTasksAreInThere) {
    const auto parent = []() -> Task<void> {
        const auto play = [](Nursery& nursery) -> Task<void> {
            nursery.start_soon([]() -> Task<void> { co_await sleep_forever(); }, "one");
            nursery.start_soon([]() -> Task<void> { co_await sleep_forever(); }, "two");
            co_return;
        };
        co_await with_nursery(play);
    };
    const auto start = [&](Nursery& nursery) { nursery.start_soon(parent, "parent"); };
    look_at(start, [&] {
        const auto* task = children_of_root().at(0);
        EXPECT_STREQ(task->name, "parent");
        EXPECT_EQ(task->leaf->kind, tasks::WaitKind::nursery);
        EXPECT_EQ(task->leaf->object, task->nurseries);
        EXPECT_EQ(task->nurseries->outer, nullptr);
        std::vector<std::string> names;
        for (const auto* child : tasks_of(*task->nurseries)) names.emplace_back(child->name);
        EXPECT_THAT(names, ElementsAre("one", "two"));
        EXPECT_THAT(location_of(*task->leaf).function, HasSubstr("join"));
    });
}

TEST(FramesTest, ATasksScopeLeadsThroughItsNurserysToTheRoots) {
    const auto waits_in_scopes = []() -> Task<void> {
        ScopeOptions options;
        options.deadline = from_now(1h);
        options.shield = true;
        CancelScope own(options);
        co_await move_on_after(2h, []() -> Task<void> { co_await sleep_forever(); });
    };
    const auto body = [&]() -> Task<void> {
        const auto begin = Loop::running().now().time_since_epoch().count();
        const auto play = [&](Nursery& nursery) -> Task<void> {
            nursery.start_soon(waits_in_scopes);
            co_await sleep_for(1s);
            const auto* inner = children_of_root().at(0)->scope;
            EXPECT_EQ(inner->deadline_ns - begin, std::chrono::nanoseconds(2h).count());
            EXPECT_EQ(inner->flags, 0U);
            const auto* own = inner->parent;
            EXPECT_EQ(own->deadline_ns - begin, std::chrono::nanoseconds(1h).count());
            EXPECT_EQ(own->flags, tasks::ScopeNode::shielded);
            EXPECT_EQ(own->parent, this_loop().root->nurseries->scope);
            EXPECT_EQ(own->parent, this_loop().root->scope);
            nursery.cancel("the test");
            EXPECT_EQ(own->parent->flags, tasks::ScopeNode::cancel_requested);
            EXPECT_STREQ(own->parent->cancelled_by, "the test");
            EXPECT_EQ(own->parent->parent->parent, nullptr);
        };
        co_await with_nursery(play);
    };
    on_virtual_clock(body);
}

TEST(FramesTest, ATaskWithTwoNurseriesListsThemInnermostFirst) {
    const auto body = []() -> Task<void> {
        const auto inner = [](Nursery& nursery) -> Task<void> {
            const auto* found = this_loop().root->nurseries;
            EXPECT_EQ(found->scope, &nursery.scope().node());
            EXPECT_NE(found->outer, nullptr);
            EXPECT_EQ(found->outer->outer, nullptr);
            co_return;
        };
        const auto outer = [&](Nursery&) -> Task<void> { co_await with_nursery(inner); };
        co_await with_nursery(outer);
        EXPECT_EQ(this_loop().root->nurseries, nullptr);
    };
    on_virtual_clock(body);
}

TEST(FramesTest, ATaskThatRunsWaitsForNothing) {
    const auto body = []() -> Task<void> {
        co_await sleep_for(1s);
        const auto& loop = this_loop();
        EXPECT_EQ(loop.current, loop.root);
        EXPECT_EQ(loop.current->leaf->kind, tasks::WaitKind::none);
        EXPECT_STREQ(loop.root->name, "root");
        EXPECT_GT(loop.turns, 0U);
    };
    on_virtual_clock(body);
}

TEST(FramesTest, ATaskWithoutANameIsCalledByWhoStartedIt) {
    const auto start = [](Nursery& nursery) {
        nursery.start_soon([]() -> Task<void> { co_await sleep_forever(); });
        nursery.start_soon([]() -> Task<void> { co_await sleep_forever(); });
    };
    look_at(start, [] {
        const auto children = children_of_root();
        EXPECT_THAT(children.at(0)->name, HasSubstr("ATaskWithoutAName"));
        EXPECT_NE(children.at(0)->id, children.at(1)->id);
    });
}

}  // namespace
}  // namespace hangar::runtime
