// SPDX-License-Identifier: Apache-2.0
// Waiting for the end of a process, and for signals.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <array>

#include <hangar/backends/runtime/async_fd.hpp>
#include <hangar/backends/runtime/real_clock.test.hpp>
#include <hangar/diag/os/fork.hpp>

namespace hangar::runtime {
namespace {

using testing::ElementsAre;

// A child that lives until the other end of its pipe is closed.
class WaitingChild {
  public:
    WaitingChild() {
        auto pipe = value_or_throw(os::make_pipe());
        auto forked = value_or_throw(os::fork_process());
        if (forked.in_child()) {
            pipe.second.reset();
            std::array<std::byte, 1> byte{};
            static_cast<void>(os::read_some(pipe.first.get(), byte));
            _exit(7);
        }
        process_ = std::move(forked.child);
        leash_ = std::move(pipe.second);
    }
    [[nodiscard]] const os::Pidfd& process() const noexcept { return process_; }
    void release() noexcept { leash_.reset(); }

  private:
    os::Pidfd process_;
    os::Fd leash_;
};

TEST(WaitExitTest, ReturnsWhenTheProcessHasEndedAndCollectsNothing) {
    const auto body = []() -> Task<void> {
        WaitingChild child;
        const auto early = [&] { return wait_exit(child.process()); };
        const bool ended = co_await move_on_after(moment, early);
        EXPECT_FALSE(ended);
        child.release();
        co_await wait_exit(child.process());
        co_await wait_exit(child.process());
        const auto status = value_or_throw(child.process().collect());
        EXPECT_TRUE(status.has_value());
    };
    on_real_clock(body);
}

TEST(WaitExitTest, SeveralTasksMayWaitForOneProcess) {
    const auto body = []() -> Task<void> {
        WaitingChild child;
        int told = 0;
        const auto play = [&](Nursery& nursery) -> Task<void> {
            for (int i = 0; i < 3; ++i) {
                nursery.start_soon([&]() -> Task<void> {
                    co_await wait_exit(child.process());
                    ++told;
                });
            }
            co_await checkpoint();
            child.release();
        };
        co_await with_nursery(play);
        EXPECT_EQ(told, 3);
        static_cast<void>(value_or_throw(child.process().collect()));
    };
    on_real_clock(body);
}

TEST(WaitExitTest, ARealChildIsWaitedForOnAVirtualClockToo) {
    LoopOptions options;
    options.virtual_time = true;
    Loop loop(std::move(options));
    const auto body = []() -> Task<void> {
        WaitingChild child;
        child.release();
        co_await wait_exit(child.process());
        static_cast<void>(value_or_throw(child.process().collect()));
    };
    loop.run(body);
}

TEST(SignalStreamTest, GivesTheSignalsAsTheyCome) {
    const os::SignalSet set{SIGUSR1, SIGUSR2};
    const os::ScopedSignalBlock blocked(set);
    const auto body = [&]() -> Task<void> {
        SignalStream stream(set);
        const auto self = value_or_throw(os::Pidfd::open(getpid()));
        const auto early = [&]() -> Task<void> { static_cast<void>(co_await stream.next()); };
        const bool came = co_await move_on_after(moment, early);
        EXPECT_FALSE(came);
        value_or_throw(self.signal(SIGUSR1));
        const auto first = co_await stream.next();
        EXPECT_THAT(first, ElementsAre(SIGUSR1));
        value_or_throw(self.signal(SIGUSR2));
        const auto second = co_await stream.next();
        EXPECT_THAT(second, ElementsAre(SIGUSR2));
    };
    on_real_clock(body);
}

}  // namespace
}  // namespace hangar::runtime
