// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/runtime/async_fd.hpp>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <thread>

#include <hangar/backends/runtime/real_clock.test.hpp>

namespace hangar::runtime {
namespace {

using namespace std::chrono_literals;

struct Sockets {
    AsyncFd ours;
    os::Fd theirs;

    static Sockets make() {
        auto pair = value_or_throw(os::make_socketpair(true));
        return {AsyncFd(std::move(pair.first)), std::move(pair.second)};
    }
    void feed(std::string_view text) const { value_or_throw(os::write_all(theirs.get(), text)); }
    void fill() const {
        std::array<std::byte, 4096> block{};
        while (os::write_some(ours.get(), block)) {
        }
    }
    void drain_theirs() const {
        std::array<std::byte, 4096> block{};
        while (os::read_some(theirs.get(), block)) {
        }
    }
};

Task<std::string> read_text(AsyncFd& fd) {
    std::array<std::byte, 64> block{};
    for (;;) {
        const auto n = os::read_some(fd.get(), block);
        if (n) co_return std::string(reinterpret_cast<const char*>(block.data()), *n);
        if (n.error().code != EAGAIN) throw OsError(n.error());
        co_await fd.readable();
    }
}

Task<void> until_readable(AsyncFd& fd) {
    co_await fd.readable();
}
Task<void> until_writable(AsyncFd& fd) {
    co_await fd.writable();
}

TEST(AsyncFdTest, WakesItsReaderWhenThereIsSomethingToRead) {
    const auto body = []() -> Task<void> {
        auto sockets = Sockets::make();
        const auto play = [&](Nursery& nursery) -> Task<void> {
            nursery.start_soon([&]() -> Task<void> {
                co_await checkpoint();
                sockets.feed("hello");
            });
            const auto text = co_await read_text(sockets.ours);
            EXPECT_EQ(text, "hello");
        };
        co_await with_nursery(play);
    };
    on_real_clock(body);
}

TEST(AsyncFdTest, WakesItsReaderWhenThePeerIsGone) {
    const auto body = []() -> Task<void> {
        auto sockets = Sockets::make();
        const auto play = [&](Nursery& nursery) -> Task<void> {
            nursery.start_soon([&]() -> Task<void> {
                co_await checkpoint();
                sockets.theirs.reset();
            });
            const auto text = co_await read_text(sockets.ours);
            EXPECT_EQ(text, "");
        };
        co_await with_nursery(play);
    };
    on_real_clock(body);
}

TEST(AsyncFdTest, ACancelledReaderDoesNotDisturbTheWriter) {
    const auto body = []() -> Task<void> {
        auto sockets = Sockets::make();
        sockets.fill();
        bool written = false;
        const auto play = [&](Nursery& nursery) -> Task<void> {
            nursery.start_soon([&]() -> Task<void> {
                co_await sockets.ours.writable();
                written = true;
            });
            const auto read = [&] { return until_readable(sockets.ours); };
            const bool readable = co_await move_on_after(moment, read);
            EXPECT_FALSE(readable);
            EXPECT_FALSE(written);
            sockets.drain_theirs();
        };
        co_await with_nursery(play);
        EXPECT_TRUE(written);
    };
    on_real_clock(body);
}

TEST(AsyncFdTest, ACancelledWriterDoesNotDisturbTheReader) {
    const auto body = []() -> Task<void> {
        auto sockets = Sockets::make();
        sockets.fill();
        std::string text;
        const auto play = [&](Nursery& nursery) -> Task<void> {
            nursery.start_soon([&]() -> Task<void> { text = co_await read_text(sockets.ours); });
            const auto write = [&] { return until_writable(sockets.ours); };
            const bool writable = co_await move_on_after(moment, write);
            EXPECT_FALSE(writable);
            sockets.feed("still here");
        };
        co_await with_nursery(play);
        EXPECT_EQ(text, "still here");
    };
    on_real_clock(body);
}

TEST(AsyncFdTest, ReadinessThatCameWhileNobodyWaitedIsNotLost) {
    const auto body = []() -> Task<void> {
        auto sockets = Sockets::make();
        const auto read = [&] { return until_readable(sockets.ours); };
        for (int i = 0; i < 3; ++i) {
            const bool early = co_await move_on_after(moment, read);
            EXPECT_FALSE(early);
            sockets.feed("x");
            co_await sleep_for(1ms);  // the loop sees it, and has nobody to tell
            co_await until_readable(sockets.ours);
            EXPECT_EQ(co_await read_text(sockets.ours), "x");
        }
    };
    on_real_clock(body);
}

TEST(AsyncFdTest, ReadinessThatWasUsedUpIsNotInvented) {
    const auto body = []() -> Task<void> {
        auto sockets = Sockets::make();
        const auto read = [&] { return until_readable(sockets.ours); };
        const bool early = co_await move_on_after(moment, read);
        EXPECT_FALSE(early);
        sockets.feed("x");
        EXPECT_EQ(co_await read_text(sockets.ours), "x");  // before the loop has seen it
        const bool again = co_await move_on_after(moment, read);
        EXPECT_FALSE(again);
    };
    on_real_clock(body);
}

TEST(AsyncFdTest, ReadinessThatWasUsedUpWhileItWasOnItsWayIsNotInvented) {
    const auto body = []() -> Task<void> {
        auto a = Sockets::make();
        auto b = Sockets::make();
        const auto read_b = [&] { return until_readable(b.ours); };
        const bool early = co_await move_on_after(moment, read_b);  // leaves a wait armed
        EXPECT_FALSE(early);
        a.feed("a");
        b.feed("b");
        co_await until_readable(a.ours);  // the kernel reports both at once
        EXPECT_EQ(co_await read_text(b.ours), "b");
        const bool again = co_await move_on_after(moment, read_b);
        EXPECT_FALSE(again);
    };
    on_real_clock(body);
}

TEST(AsyncFdTest, WhatIsStillUnreadIsReportedAgain) {
    const auto body = []() -> Task<void> {
        auto sockets = Sockets::make();
        sockets.feed("x");
        for (int i = 0; i < 3; ++i) co_await until_readable(sockets.ours);
    };
    on_real_clock(body);
}

TEST(AsyncFdTest, WhoeverWaitsGoesOnWhenTheDescriptorIsReleased) {
    const auto body = []() -> Task<void> {
        auto sockets = Sockets::make();
        os::Fd released;
        const auto play = [&](Nursery& nursery) -> Task<void> {
            nursery.start_soon([&]() -> Task<void> {
                co_await checkpoint();
                released = sockets.ours.release();
            });
            co_await sockets.ours.readable();
        };
        co_await with_nursery(play);
        AsyncFd again(std::move(released));
        sockets.feed("x");
        EXPECT_EQ(co_await read_text(again), "x");
    };
    on_real_clock(body);
}

TEST(AsyncFdTest, ANumberThatIsReusedIsWatchedAfresh) {
    const auto body = []() -> Task<void> {
        int number = -1;
        for (int i = 0; i < 5; ++i) {
            auto sockets = Sockets::make();
            if (number < 0) number = sockets.ours.get();
            EXPECT_EQ(sockets.ours.get(), number);
            const auto read = [&] { return until_readable(sockets.ours); };
            const bool early = co_await move_on_after(1ms, read);  // leaves a wait armed
            EXPECT_FALSE(early);
            sockets.feed("x");
            EXPECT_EQ(co_await read_text(sockets.ours), "x");
        }
    };
    on_real_clock(body);
}

TEST(AsyncFdTest, AnOpenPipeNoOneWritesToIsWaitedForWithoutSpinning) {
    const auto body = []() -> Task<void> {
        auto pipe = value_or_throw(os::make_pipe(true));
        AsyncFd reader(std::move(pipe.first));
        const auto turns = Loop::running().node().turns;
        const auto read = [&] { return until_readable(reader); };
        const bool readable = co_await move_on_after(moment, read);
        EXPECT_FALSE(readable);
        EXPECT_LT(Loop::running().node().turns - turns, 10U);
    };
    on_real_clock(body);
}

TEST(AsyncFdTest, ARegularFileAndDevNullAreAlwaysReady) {
    const auto body = []() -> Task<void> {
        AsyncFd null(value_or_throw(os::open_file(AT_FDCWD, "/dev/null", O_RDWR)));
        AsyncFd file(value_or_throw(os::make_capture_file("test")));
        for (int i = 0; i < 3; ++i) {
            co_await until_readable(null);
            co_await until_writable(null);
            co_await until_readable(file);
            co_await until_writable(file);
        }
    };
    on_real_clock(body);
}

TEST(AsyncFdTest, ADescriptorThatIsNotOpenIsAnErrorOfTheKernel) {
    const auto body = []() -> Task<void> {
        constexpr int closed = 987654;
        try {
            const AsyncFd fd{os::Fd(closed)};
            ADD_FAILURE() << "no error";
        } catch (const OsError& e) {
            EXPECT_EQ(e.error().code, EBADF);
        }
        co_return;
    };
    on_real_clock(body);
}

TEST(AsyncFdDeathTest, ASecondReaderIsABrokenInvariant) {
    const auto body = []() -> Task<void> {
        auto sockets = Sockets::make();
        const auto play = [&](Nursery& nursery) -> Task<void> {
            nursery.start_soon([&] { return until_readable(sockets.ours); });
            nursery.start_soon([&] { return until_readable(sockets.ours); });
            co_return;
        };
        co_await with_nursery(play);
    };
    EXPECT_DEATH(on_real_clock(body), "one wait at a time");
}

TEST(AsyncFdTest, AWaitThatHasEndedKeepsNoVirtualClockFromStalling) {
    LoopOptions options;
    options.virtual_time = true;
    Loop loop(std::move(options));
    const auto body = []() -> Task<void> {
        auto sockets = Sockets::make();
        const auto read = [&] { return until_readable(sockets.ours); };
        const bool early = co_await move_on_after(moment, read);
        EXPECT_FALSE(early);
        sockets.feed("x");
        co_await until_readable(sockets.ours);
        co_await sleep_forever();
    };
    EXPECT_THROW(loop.run(body), LoopStalled);
}

}  // namespace
}  // namespace hangar::runtime
