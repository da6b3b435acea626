// SPDX-License-Identifier: Apache-2.0
// Matrix suites with coroutine bodies, run as a program by the harness's own tests.
#include <hangar/backends/actor/log.hpp>
#include <hangar/harness.hpp>
#include <iostream>
#include <stdexcept>

namespace {

using namespace std::chrono_literals;
using hangar::Task;

int add(int a, int b) {
    return a + b;
}

void throw_out_of_range(const std::string& what) {
    throw std::out_of_range(what);
}

Task<void> serve_for_ever() {
    co_await hangar::sleep_forever();
}

void say(const std::string& text) {
    std::cout << text << std::flush;
    std::cerr << text;
}

class Echo : public hangar::BackendSuite {};

ACTOR_TEST_P(Echo, RoundTrip) {
    auto nursery = co_await hangar::open_nursery();
    const auto child = co_await nursery.start_actor("child");
    EXPECT_EQ(co_await child.run<&add>(1, 2), 3);
    const std::string backend = cell().backend;
    CO_ASSERT_EQ(tree_options().backend, backend);
}

TEST_P(Echo, PlainTestsAreInTheMatrix) {
    EXPECT_EQ(GetParam().name(), cell().name());
}

ACTOR_TEST_P(Echo, OnlyInProcesses) {
    EXPECT_NE(cell().backend, "thread");
    co_return;
}
HANGAR_SKIP_ON(Echo, OnlyInProcesses, "thread", "needs its own process");

ACTOR_TEST_P(Echo, KnownGap) {
    CO_FAIL() << "the known gap of " << cell();
    co_return;
}
HANGAR_XFAIL(Echo, KnownGap, "all", "a known gap");

INSTANTIATE_BACKEND_MATRIX(Echo);

// 25 child actors, 1 MiB each to stdout and stderr.
void flood() {
    const std::string line = std::string(1023, '#') + "\n";
    for (int kib = 0; kib < 1024; ++kib) say(line);
}

class Flood : public hangar::BackendSuite {};

ACTOR_TEST_P(Flood, OfTwentyFiveActors) {
    {
        auto whole = [&]() -> Task<void> {
            auto nursery = co_await hangar::open_nursery();
            for (int i = 0; i < 25; ++i) co_await nursery.run_in_actor<&flood>("flood");
        };
        auto task = whole();
        co_await std::move(task);
    }
    // By descriptor it is taken from everybody; by stream only from actors of this process.
    const hangar::CaptureMode mode = cell().capture;
    const bool streams = mode == hangar::CaptureMode::sys || mode == hangar::CaptureMode::tee_sys;
    const bool taken = mode == hangar::CaptureMode::fd || (streams && cell().backend == "thread");
    EXPECT_EQ(hangar::captured_stdout().size(), taken ? 25U << 20U : 0U);
    EXPECT_EQ(hangar::captured_stderr().size(), taken ? 25U << 20U : 0U);
}

INSTANTIATE_BACKEND_MATRIX(Flood);

// Each fails in one way; the tests beside this say how.
class Failing : public hangar::BackendSuite {};

ACTOR_TEST_P(Failing, ByAnAssertionWhileAnActorServes) {
    auto nursery = co_await hangar::open_nursery();
    const auto child = co_await nursery.start_actor("server");
    const auto busy = co_await nursery.run_in_actor<&serve_for_ever>("busy");
    CO_ASSERT_EQ(co_await child.run<&add>(1, 2), 4) << "one and two";
    ADD_FAILURE() << "this must not run";
}

Task<int> assert_deeper() {
    CO_ASSERT_THAT(std::string("abc"), testing::HasSubstr("x"));
    co_return 1;
}

ACTOR_TEST_P(Failing, ByAnAssertionInACoroutineItAwaits) {
    const int never = co_await assert_deeper();
    ADD_FAILURE() << "this must not run" << never;
}

ACTOR_TEST_P(Failing, ByTwoErrors) {
    auto nursery = co_await hangar::open_nursery();
    const auto child = co_await nursery.start_actor("child");
    std::exception_ptr remote;
    try {
        co_await child.run<&throw_out_of_range>(std::string("too far"));
    } catch (const hangar::RemoteError&) {
        remote = std::current_exception();
    }
    const auto body = [&](hangar::runtime::Nursery& tasks) -> Task<void> {
        tasks.start_soon([]() -> Task<void> {
            throw std::logic_error("in a task");
            co_return;
        });
        tasks.start_soon([&]() -> Task<void> {
            std::rethrow_exception(remote);
            co_return;
        });
        co_return;
    };
    auto tasks = hangar::with_nursery(std::cref(body));
    co_await std::move(tasks);
}

ACTOR_TEST_P(Failing, ByItsTimeLimit) {
    auto nursery = co_await hangar::open_nursery();
    co_await nursery.start_actor("child");
    say("before the limit;");
    co_await hangar::sleep_forever();
}
HANGAR_TIMEOUT(Failing, ByItsTimeLimit, 700ms);

INSTANTIATE_BACKEND_MATRIX(Failing);

// A suite without a class and without a matrix.
ACTOR_TEST(Once, Skips) {
    CO_SKIP() << "for a reason";
    co_return;
}

ACTOR_TEST(Once, TakesTheOutputOfItsActors) {
    auto nursery = co_await hangar::open_nursery();
    const auto child = co_await nursery.start_actor("child");
    co_await child.run<&say>(std::string("by an actor;"));
    EXPECT_EQ(hangar::captured_stdout(), "by an actor;");
    EXPECT_EQ(hangar::captured_stderr(), "by an actor;");
}

ACTOR_TEST(Once, LeavesNothingForTheNext) {
    EXPECT_TRUE(hangar::Actor::exists());
    hangar::actor::set_log_levels(hangar::actor::LogLevels::parse("trace").value());
    co_return;
}

TEST(After, FindsNoActorAndTheLevelsOfTheProgram) {
    EXPECT_FALSE(hangar::Actor::exists());
    EXPECT_EQ(hangar::actor::log_levels().text(), "error");
}

}  // namespace

HANGAR_MAIN();
