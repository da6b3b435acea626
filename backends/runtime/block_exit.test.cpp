// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/runtime/block_exit.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <hangar/backends/runtime/runtime.hpp>
#include <hangar/backends/runtime/virtual_clock.hpp>

namespace hangar::runtime {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

using Log = std::vector<std::string>;

// Leaves by whatever the test wants done.
class TestExit final : public BlockExit {
  public:
    using Leave = std::function<Task<void>(std::exception_ptr&)>;
    TestExit(Log& log, std::string name, Leave leave)
        : log_(log), name_(std::move(name)), leave_(std::move(leave)) {}
    ~TestExit() override { log_.push_back("destroyed " + name_); }

    void enter() { log_.push_back("enter " + name_); }
    [[nodiscard]] std::string handle() const { return name_; }
    Task<void> leave(std::exception_ptr& error) override {
        log_.push_back("leave " + name_ + " with " + describe(error));
        return leave_(error);
    }

  private:
    Log& log_;
    std::string name_;
    Leave leave_;
};

Task<void> nothing(std::exception_ptr&) {
    co_return;
}
Task<void> absorb(std::exception_ptr& error) {
    error = nullptr;
    co_return;
}
Task<void> replace(std::exception_ptr& error) {
    error = std::make_exception_ptr(std::runtime_error("replaced"));
    co_return;
}
Task<void> fail(std::exception_ptr&) {
    co_await sleep_for(1s);
    throw std::runtime_error("exit");
}

OpenBlock<TestExit> open(Log& log, std::string name, TestExit::Leave leave = nothing) {
    return OpenBlock<TestExit>(std::make_unique<TestExit>(log, std::move(name), std::move(leave)));
}

class LogsItsEnd {
  public:
    explicit LogsItsEnd(Log& log) : log_(log) {}
    LogsItsEnd(const LogsItsEnd&) = delete;
    LogsItsEnd& operator=(const LogsItsEnd&) = delete;
    ~LogsItsEnd() { log_.emplace_back("locals gone"); }

  private:
    Log& log_;
};

// What the task threw, in a line.
Task<std::string> error_of(Task<void> task) {
    std::exception_ptr error;
    try {
        co_await std::move(task);
    } catch (...) {
        error = std::current_exception();
    }
    co_return describe(error);
}

TEST(BlockExitTest, RunsInnermostFirstAfterTheLocalsAreGone) {
    Log log;
    const auto block = [&]() -> Task<int> {
        const LogsItsEnd local(log);
        const auto a = co_await open(log, "a");
        const auto b = co_await open(log, "b");
        log.push_back("body " + a + b);
        co_return 5;
    };
    const auto body = [&]() -> Task<void> {
        const int value = co_await block();
        log.push_back("got " + std::to_string(value));
    };
    on_virtual_clock(body);
    EXPECT_THAT(log,
                ElementsAre("enter a", "enter b", "body ab", "locals gone", "leave b with no error",
                            "destroyed b", "leave a with no error", "destroyed a", "got 5"));
}

TEST(BlockExitTest, RunsWhenTheBodyThrewAndSeesTheError) {
    Log log;
    const auto block = [&]() -> Task<void> {
        static_cast<void>(co_await open(log, "a"));
        throw std::runtime_error("body");
    };
    EXPECT_THROW(on_virtual_clock(block), std::runtime_error);
    EXPECT_THAT(log, ElementsAre("enter a", "leave a with body", "destroyed a"));
}

TEST(BlockExitTest, AbsorbsAnErrorSoThatTheNextOneOutSeesNone) {
    Log log;
    const auto block = [&]() -> Task<void> {
        static_cast<void>(co_await open(log, "a"));
        static_cast<void>(co_await open(log, "b", absorb));
        throw std::runtime_error("body");
    };
    on_virtual_clock(block);
    EXPECT_THAT(log, ElementsAre("enter a", "enter b", "leave b with body", "destroyed b",
                                 "leave a with no error", "destroyed a"));
}

TEST(BlockExitTest, ReplacesAnError) {
    Log log;
    const auto block = [&]() -> Task<void> {
        static_cast<void>(co_await open(log, "a", replace));
        throw std::runtime_error("body");
    };
    const auto body = [&]() -> Task<std::string> { co_return co_await error_of(block()); };
    EXPECT_EQ(on_virtual_clock(body), "replaced");
}

TEST(BlockExitTest, AnErrorOfAnExitDoesNotMaskTheBodys) {
    Log log;
    const auto block = [&]() -> Task<void> {
        static_cast<void>(co_await open(log, "a", fail));
        throw std::runtime_error("body");
    };
    const auto body = [&]() -> Task<std::string> { co_return co_await error_of(block()); };
    EXPECT_EQ(on_virtual_clock(body), "2 errors: body; exit");
}

TEST(BlockExitTest, AnErrorOfAnExitAloneIsTheTasks) {
    Log log;
    const auto block = [&]() -> Task<void> {
        static_cast<void>(co_await open(log, "a"));
        static_cast<void>(co_await open(log, "b", fail));
    };
    const auto body = [&]() -> Task<std::string> { co_return co_await error_of(block()); };
    EXPECT_EQ(on_virtual_clock(body), "exit");
    EXPECT_EQ(log.at(4), "leave a with exit");
}

TEST(BlockExitTest, ATaskWithoutAValueSaysSo) {
    Log log;
    const auto block = [&]() -> Task<int> {
        static_cast<void>(co_await open(log, "a", absorb));
        throw std::runtime_error("body");
    };
    EXPECT_THROW(on_virtual_clock(block), NoValue);
}

// From the innermost frame outwards, the functions' names that are in `names`.
Log chain_of(const TaskContext& task, const Log& names) {
    Log found;
    for (const auto* frame = task.node.leaf; frame != nullptr; frame = frame->parent) {
        // What `location` points at: the file, then the function (layout.hpp).
        const std::string function = static_cast<const char* const*>(frame->location)[1];
        for (const auto& name : names) {
            if (function.find(name) != std::string::npos) found.push_back(name);
        }
    }
    return found;
}

Task<void> leaves_slowly(std::exception_ptr&) {
    co_await sleep_for(5s);
}

Task<void> holds_a_block(Log& log) {
    static_cast<void>(co_await open(log, "a", leaves_slowly));
}

Task<void> awaits_the_block(Log& log) {
    co_await holds_a_block(log);
}

TEST(BlockExitTest, TheChainOfFramesIsReadableWhileAnExitWaits) {
    Log log;
    Log chain;
    const auto body = [&]() -> Task<void> {
        const auto play = [&](Nursery& nursery) -> Task<void> {
            TaskContext* leaving = nullptr;
            nursery.start_soon([&]() -> Task<void> {
                leaving = current.task;
                co_await awaits_the_block(log);
            });
            co_await sleep_for(1s);
            chain = chain_of(*leaving, {"leaves_slowly", "run_block_exits", "holds_a_block",
                                        "awaits_the_block"});
        };
        co_await with_nursery(play);
    };
    on_virtual_clock(body);
    EXPECT_THAT(chain, ElementsAre("leaves_slowly", "run_block_exits", "holds_a_block",
                                   "awaits_the_block"));
}

}  // namespace
}  // namespace hangar::runtime
