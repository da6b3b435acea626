// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/runtime/task.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>

#include <hangar/backends/runtime/event.hpp>
#include <hangar/backends/runtime/loop.hpp>

namespace hangar::runtime {
namespace {

Task<int> answer() {
    co_return 42;
}

Task<int> add(int a, int b) {
    const int x = co_await answer();
    co_return a + b + x - 42;
}

Task<std::unique_ptr<std::string>> boxed(std::string text) {
    co_return std::make_unique<std::string>(std::move(text));
}

Task<void> fails() {
    co_await answer();
    throw std::runtime_error("no luck");
}

Task<long> count_ready_awaits(long n) {
    long sum = 0;
    for (long i = 0; i < n; ++i) sum += co_await answer();
    co_return sum;
}

Task<long> dive(long depth) {
    if (depth == 0) co_return 0;
    const long below = co_await dive(depth - 1);
    co_return below + 1;
}

Task<void> wait_ready(Event& event, long n) {
    for (long i = 0; i < n; ++i) co_await event.wait();
}

TEST(TaskTest, GivesItsValueToTheAwaiter) {
    Loop loop;
    EXPECT_EQ(loop.run([] { return add(1, 2); }), 3);
}

TEST(TaskTest, MovesAValueOut) {
    Loop loop;
    const auto text = loop.run([] { return boxed("hello"); });
    EXPECT_EQ(*text, "hello");
}

TEST(TaskTest, ThrowsItsErrorAtTheAwaiter) {
    Loop loop;
    EXPECT_THROW(loop.run(fails), std::runtime_error);
}

TEST(TaskTest, OneThatIsNeverAwaitedRunsNothing) {
    bool ran = false;
    auto body = [&ran]() -> Task<void> {
        ran = true;
        co_return;
    };
    { const auto never = body(); }
    EXPECT_FALSE(ran);
}

TEST(TaskTest, AMillionChildrenThatAreReadyAtOnceDoNotGrowTheStack) {
    Loop loop;
    EXPECT_EQ(loop.run([] { return count_ready_awaits(1'000'000); }), 42'000'000);
}

TEST(TaskTest, AMillionReadyPrimitivesDoNotGrowTheStack) {
    Loop loop;
    Event event;
    event.set();
    loop.run([&] { return wait_ready(event, 1'000'000); });
}

TEST(TaskTest, AHundredThousandNestedAwaitsUnwindWithoutTheStack) {
    Loop loop;
    EXPECT_EQ(loop.run([] { return dive(100'000); }), 100'000);
}

}  // namespace
}  // namespace hangar::runtime
