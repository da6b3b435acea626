// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <future>
#include <hangar/backends/actor/callees.test.hpp>
#include <hangar/backends/actor/cells.test.hpp>
#include <hangar/backends/actor/stackscope.hpp>
#include <hangar/backends/actor/task_gathering.hpp>
#include <hangar/backends/runtime/race.hpp>
#include <hangar/backends/spawn/child_reset.hpp>
#include <hangar/diag/os/files.hpp>
#include <hangar/diag/os/fork.hpp>
#include <hangar/diag/os/pidfd.hpp>
#include <hangar/diag/os/temp_dir.test.hpp>
#include <hangar/diag/tasks/process_reader.hpp>
#include <hangar/diag/tasks/text.hpp>
#include <random>
#include <thread>

namespace hangar::actor {
namespace {

using namespace std::chrono_literals;
using runtime::Task;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

// Tells by a file that it is about to hold its loop, and holds it until the file is gone.
void hold_the_loop(std::string path) {
    static_cast<void>(os::create_exclusive(AT_FDCWD, path));
    while (::access(path.c_str(), F_OK) == 0) std::this_thread::sleep_for(1ms);
}
Task<void> with_a_child() {
    auto nursery = co_await open_nursery();
    const Portal child = co_await nursery.start_actor("grandchild");
    co_await child.run<&wait_for_ever>();
}

bool is_there(const std::string& path) {
    return ::access(path.c_str(), F_OK) == 0;
}

const tasks::Actor* find(const tasks::TaskTree& tree, std::string_view name) {
    for (const tasks::Actor& actor : tree.actors)
        if (actor.name == name) return &actor;
    return nullptr;
}

// Gathers on another thread, as whoever is no loop must; the calling task waits for it.
Task<tasks::TaskTree> gather_elsewhere() {
    auto gathered = std::async(std::launch::async, gather_tasks);
    while (gathered.wait_for(0ms) != std::future_status::ready) {
        auto pause = runtime::sleep_for(1ms);
        co_await pause;
    }
    co_return gathered.get();
}

// Until the tree shows what the condition asks for.
template <class Holds>
Task<tasks::TaskTree> gather_until(Holds holds) {
    const auto deadline = os::Deadline::after(20s);
    for (;;) {
        auto tree = co_await gather_elsewhere();
        if (holds(tree) || deadline.passed()) co_return tree;
    }
}

bool waits_in(const tasks::TaskTree& tree, std::string_view actor, tasks::WaitKind kind) {
    const auto* found = find(tree, actor);
    if (found == nullptr) return false;
    for (const auto& task : found->tasks)
        for (const auto& frame : task.frames)
            if (frame.wait == static_cast<std::uint32_t>(kind) &&
                (kind != tasks::WaitKind::call || frame.target >= 0))
                return true;
    return false;
}

using GatherTasksTest = ActorTest;

TEST_P(GatherTasksTest, GivesTheWholeTreeAsItsLoopsToldIt) {
    const auto tree = run_root_for(options(), []() -> Task<tasks::TaskTree> {
        auto nursery = co_await open_nursery();
        const Portal child = co_await nursery.start_actor("child");
        auto call = [&]() -> Task<tasks::TaskTree> {
            auto calling = [&]() -> Task<void> { co_await child.run<&with_a_child>(); };
            tasks::TaskTree found;
            auto looking = [&]() -> Task<void> {
                found = co_await gather_until([](const tasks::TaskTree& seen) {
                    return waits_in(seen, "child", tasks::WaitKind::call) &&
                           waits_in(seen, "grandchild", tasks::WaitKind::forever);
                });
            };
            auto race = runtime::first_of(calling, looking);
            co_await std::move(race);
            co_return found;
        };
        auto called = call();
        co_return co_await std::move(called);
    });
    EXPECT_THAT(tree.notes, IsEmpty());
    for (const auto& actor : tree.actors) {
        EXPECT_EQ(actor.source, tasks::Source::loop) << actor.name;
        EXPECT_THAT(actor.notes, IsEmpty()) << actor.name;
    }
    ASSERT_EQ(tree.actors.size(), 3U) << to_text(tree);
    EXPECT_EQ(find(tree, "grandchild")->parent_uid(), find(tree, "child")->uid);
    EXPECT_EQ(find(tree, "child")->parent_uid(), find(tree, "main")->uid);
    EXPECT_THAT(to_text(tree), AllOf(HasSubstr("waits"), HasSubstr("child to answer call 1"),
                                     HasSubstr("with_a_child")));
    EXPECT_EQ(to_text(tree).rfind("actor main", 0), 0U) << "the others are nested";
}

TEST_P(GatherTasksTest, ReadsAWedgedChildFromOutsideAndTheOthersFromTheirLoops) {
    const os::TempDir dir;
    const std::string path = dir.path("held");
    os::Duration took{};
    const auto tree = run_root_for(options(), [&]() -> Task<tasks::TaskTree> {
        auto nursery = co_await open_nursery();
        const Portal wedged = co_await nursery.start_actor("wedged");
        static_cast<void>(co_await nursery.start_actor("idle"));
        tasks::TaskTree found;
        auto holding = [&]() -> Task<void> { co_await wedged.run<&hold_the_loop>(path); };
        auto looking = [&]() -> Task<void> {
            while (!is_there(path)) {
                auto pause = runtime::sleep_for(1ms);
                co_await pause;
            }
            const auto begun = os::Clock::now();
            found = co_await gather_elsewhere();
            took = os::Clock::now() - begun;
            ::unlink(path.c_str());
        };
        auto both = [&](runtime::Nursery& tasks) -> Task<void> {
            tasks.start_soon(holding);
            co_await looking();
        };
        auto nursed = runtime::with_nursery(both);
        co_await std::move(nursed);
        co_return found;
    });
    const auto* wedged = find(tree, "wedged");
    ASSERT_NE(wedged, nullptr) << to_text(tree);
    EXPECT_EQ(wedged->source, tasks::Source::outside);
    EXPECT_THAT(wedged->notes, Contains(HasSubstr("did not answer within 500 ms")));
    EXPECT_GE(wedged->running, 0) << "its task holds the loop";
    ASSERT_NE(find(tree, "idle"), nullptr);
    EXPECT_EQ(find(tree, "idle")->source, tasks::Source::loop);
    EXPECT_EQ(find(tree, "main")->source, tasks::Source::loop);
    EXPECT_LT(took, 10s);
}

INSTANTIATE_TEST_SUITE_P(Cells, GatherTasksTest,
                         testing::Combine(testing::ValuesIn(backends_with()),
                                          testing::Values(ipc::Transport::pair,
                                                          ipc::Transport::tcp)),
                         cell_name);

TEST(GatherTasksWithoutALoopTest, SaysThatNoneRuns) {
    EXPECT_THAT(gather_tasks().notes, Contains(HasSubstr("no loop runs")));
}

const tasks::StackscopeNode& node() {
    return hangar_task_registry.stackscope;
}
std::uint64_t now(const std::uint64_t& counter) {
    return std::atomic_ref(const_cast<std::uint64_t&>(counter)).load();
}

void raise_usr1() {
    const auto self = os::Pidfd::open(::getpid());
    ASSERT_TRUE(self);
    ASSERT_TRUE(self->signal(SIGUSR1));
}

void wait_for_dump_after(std::uint64_t begun) {
    const auto deadline = os::Deadline::after(20s);
    while (now(node().finished) <= begun && !deadline.passed()) std::this_thread::sleep_for(1ms);
    EXPECT_GT(now(node().finished), begun);
}

std::string text_of(const std::string& path) {
    const auto file = os::open_file(AT_FDCWD, path, O_RDONLY);
    return file ? os::read_all(file->get()).value_or("") : "";
}

// All of it in a copy of the process: the handler stays for good.
template <class Body>
void in_a_process_of_its_own(Body body) {
    EXPECT_EXIT(
        {
            spawn::reset_child_globals();
            body();
            std::fflush(nullptr);
            ::_exit(testing::Test::HasFailure() ? 1 : 0);
        },
        testing::ExitedWithCode(0), "");
}

TEST(StackscopeTest, WithoutALoopTheSignalStillLeadsToADump) {
    in_a_process_of_its_own([] {
        const os::TempDir dir;
        ASSERT_TRUE(enable_stackscope({dir.path("dumps"), false}));
        EXPECT_EQ(node().armed_pid, ::getpid());
        raise_usr1();
        wait_for_dump_after(0);
        EXPECT_THAT(text_of(dir.path("dumps/tasks.txt")), HasSubstr("no loop runs"));
    });
}

TEST(StackscopeTest, AForkedCopyTakesNoNotice) {
    in_a_process_of_its_own([] {
        ASSERT_TRUE(enable_stackscope({"", false}));
        auto forked = os::fork_process();
        ASSERT_TRUE(forked);
        if (forked->in_child()) {
            raise_usr1();
            ::_exit(0);
        }
        ASSERT_TRUE(forked->child.wait_exit(os::Deadline::after(20s)).value_or(false));
        EXPECT_EQ(forked->child.collect().value()->describe(), "exit status 0");
        EXPECT_EQ(now(node().begun), 0U);
    });
}

// A tree that is never still: calls, births and deaths, while the signals come.
Task<void> be_busy(const std::atomic<bool>& enough) {
    while (!enough) {
        auto nursery = co_await open_nursery();
        const Portal child = co_await nursery.start_actor("busy");
        for (int i = 0; i < 20; ++i) {
            const int sum = co_await child.run<&add>(i, 1);
            EXPECT_EQ(sum, i + 1);
        }
        co_await child.cancel_actor();
    }
}

void signal_at_random_instants(int count, unsigned seed, std::atomic<bool>& enough) {
    std::mt19937 random(seed);
    for (int i = 0; i < count; ++i) {
        std::this_thread::sleep_for(std::chrono::microseconds(random() % 1000));
        raise_usr1();
    }
    const std::uint64_t begun = now(node().begun);
    // One that was under way may have begun before the last signal: the next has not.
    raise_usr1();
    wait_for_dump_after(begun);
    enough = true;
}

class StackscopeSignalTest : public testing::TestWithParam<std::string> {};

TEST_P(StackscopeSignalTest, TwoThousandSignalsAtRandomInstantsHarmNothing) {
    in_a_process_of_its_own([] {
        const os::TempDir dir;
        ASSERT_TRUE(enable_stackscope({dir.path(), false}));
        std::atomic<bool> enough{false};
        std::thread sender([&] { signal_at_random_instants(2000, 1, enough); });
        TreeOptions options;
        options.backend = GetParam();
        options.transport = ipc::Transport::pair;
        const auto body = [&]() -> Task<void> {
            auto busy = [&] { return be_busy(enough); };
            auto both = [&](runtime::Nursery& tasks) -> Task<void> {
                tasks.start_soon(busy);
                co_await be_busy(enough);
            };
            auto nursed = runtime::with_nursery(both);
            co_await std::move(nursed);
        };
        run_root(options, body);
        sender.join();
        EXPECT_THAT(text_of(dir.path("tasks.txt")), HasSubstr("actor main"));
    });
}

INSTANTIATE_TEST_SUITE_P(Backends, StackscopeSignalTest, testing::ValuesIn(backends_with()),
                         [](const auto& instance) { return instance.param; });

}  // namespace
}  // namespace hangar::actor
