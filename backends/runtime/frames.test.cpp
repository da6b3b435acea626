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

#include <hangar/backends/runtime/parked_tasks.test.hpp>

namespace hangar::runtime {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

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
