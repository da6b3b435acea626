// SPDX-License-Identifier: Apache-2.0
// What the dispatcher makes of a schedule without tests, and of signals. With tests it is tried by
// suites/runner.
#include <gtest/gtest.h>
#include <signal.h>

#include <hangar/backends/runtime/event.hpp>
#include <hangar/backends/runtime/loop.hpp>
#include <hangar/backends/runtime/scopes.hpp>
#include <hangar/diag/os/signals.hpp>
#include <hangar/harness/run/dispatcher.hpp>
#include <hangar/harness/run/session.hpp>

namespace hangar::run {
namespace {

using namespace std::chrono_literals;
using runtime::Task;

// All of them, whatever whoever started this program ignores.
os::SignalSet all_run_signals() {
    for (const int signal : {SIGINT, SIGHUP, SIGQUIT, SIGTSTP}) os::restore_default(signal);
    return run_signals();
}

class DispatcherTest : public testing::Test {
  protected:
    // While the dispatcher heeds signals.
    void heeding(const std::function<Task<void>()>& body) {
        runtime::Loop loop;
        loop.run([&]() -> Task<void> {
            runtime::SignalStream signals(run_signals());
            auto whole = [&](runtime::Nursery& nursery) -> Task<void> {
                auto heed = [&] { return dispatcher_.heed_signals(signals); };
                nursery.start_soon(heed, "signals");
                auto running = body();
                co_await std::move(running);
                nursery.cancel("the test is over");
            };
            auto joined = runtime::with_nursery(whole);
            co_await std::move(joined);
        });
    }
    // Sends it; returns when it has been heeded. Of two that wait the lower number is heeded first,
    // so that the answer to the query is the sign.
    Task<void> send(int signal) {
        static_assert(SIGUSR1 > SIGINT && SIGUSR1 > SIGQUIT);
        runtime::Event answered;
        on_said_ = [&] { answered.set(); };
        EXPECT_EQ(::raise(signal), 0);
        EXPECT_EQ(::raise(SIGUSR1), 0);
        auto answer = [&]() -> Task<void> {
            auto waiting = answered.wait();
            co_await waiting;
        };
        auto bounded = runtime::fail_after(20s, answer);
        co_await std::move(bounded);
    }

    const os::ScopedSignalBlock blocked_{all_run_signals()};
    Options options_;
    Launcher launcher_ = Launcher::create().value();
    ChildEnvironment environment_{{}, {}};
    Orphans orphans_;
    LeftoverFiles leftovers_{{}};
    runtime::Channel<events::Stamped> reports_{64};
    Services services_{options_, launcher_, environment_, orphans_, leftovers_, reports_, {},
                       "r1",     0,         {},           {}};
    report::Console console_{report::Progress::none, {}, [](std::string_view) {}};
    Reporters reporters_{report::JournalWriter(os::make_capture_file("journal").value()), console_,
                         "/nowhere", Leaks::fail};
    std::function<void()> on_said_;
    Dispatcher dispatcher_{services_, reporters_, [this](const std::string&) { on_said_(); }};
    int aborts_ = 0;
};

TEST_F(DispatcherTest, AScheduleWithoutATestEndsAtOnce) {
    heeding([&]() -> Task<void> {
        auto running = dispatcher_.run(Schedule({}, {}));
        co_await std::move(running);
    });
    EXPECT_TRUE(reporters_.nothing_ran());
    EXPECT_EQ(dispatcher_.interrupted_by(), 0);
}

TEST_F(DispatcherTest, TheThirdInterruptionLeavesAndNoneBefore) {
    dispatcher_.on_abort = [this] { ++aborts_; };
    heeding([&]() -> Task<void> {
        for (const int expected : {0, 0, 1}) {
            auto sending = send(SIGINT);
            co_await std::move(sending);
            EXPECT_EQ(aborts_, expected);
        }
    });
    EXPECT_EQ(dispatcher_.interrupted_by(), SIGINT);
}

TEST_F(DispatcherTest, AQuitCountsAsTwo) {
    dispatcher_.on_abort = [this] { ++aborts_; };
    heeding([&]() -> Task<void> {
        auto first = send(SIGQUIT);
        co_await std::move(first);
        EXPECT_EQ(aborts_, 0);
        auto second = send(SIGHUP);
        co_await std::move(second);
        EXPECT_EQ(aborts_, 1);
    });
    EXPECT_EQ(dispatcher_.interrupted_by(), SIGQUIT);
}

TEST_F(DispatcherTest, AQueryIsAnsweredAndInterruptsNothing) {
    bool answered = false;
    heeding([&]() -> Task<void> {
        auto asking = send(SIGUSR1);
        co_await std::move(asking);
        answered = true;
    });
    EXPECT_TRUE(answered);
    EXPECT_EQ(dispatcher_.interrupted_by(), 0);
}

}  // namespace
}  // namespace hangar::run
