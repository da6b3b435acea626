// SPDX-License-Identifier: Apache-2.0
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/orphans.hpp>
#include <hangar/diag/os/proc_children.hpp>
#include <hangar/diag/os/proc_stat.hpp>
#include <hangar/diag/os/process_setup.hpp>
#include <hangar/diag/os/subtree.hpp>
#include <hangar/diag/os/vfork.hpp>
#include <thread>

namespace hangar::os {
namespace {

using namespace std::chrono_literals;
using testing::IsEmpty;
using testing::SizeIs;

[[noreturn]] void pause_for_ever() {
    for (;;) ::pause();
}

// A child that nothing ties to its parent's life.
pid_t fork_loose() {
    auto fork = fork_process();
    if (!fork) return -1;
    if (fork->in_child()) return 0;
    return fork->child.id().pid;
}

// Each of `depth` levels in a session of its own, deaf to SIGTERM and SIGHUP.
int deaf_chain(TestParent& parent, int depth) {
    ::signal(SIGTERM, SIG_IGN);
    ::signal(SIGHUP, SIG_IGN);
    while (depth-- > 0)
        if (fork_loose() != 0)
            pause_for_ever();
        else if (new_session() != 0)
            return 1;
    parent.ready();
    pause_for_ever();
}

// A subreaper, so that a test sees whatever it failed to kill; it says what its body returned.
std::string in_subreaper(const std::function<std::string()>& body) {
    const TestChild subreaper([&](TestParent& parent) {
        if (set_subreaper() != 0) return 1;
        parent.ready(body());
        return 0;
    });
    return subreaper.wait_ready();
}

bool nobody_runs() {
    const auto all = descendants_of(this_process());
    return all && std::ranges::none_of(*all, [](const auto& id) { return is_running(id); });
}

std::string verdict(const SubtreeKill& kill) {
    if (kill.trouble) return kill.trouble->message();
    if (!kill.survivors.empty()) return "survivors: " + kill.survivors.front().command;
    return nobody_runs() ? std::to_string(kill.killed.size()) : "somebody still runs";
}

TEST(KillSubtreeTest, KillsAProcessThatIsAlone) {
    const TestChild child;
    const auto kill = kill_subtree(child.handle(), soon());
    EXPECT_TRUE(kill.complete());
    ASSERT_THAT(kill.killed, SizeIs(1));
    EXPECT_EQ(kill.killed.front().id, child.id());
    EXPECT_THAT(kill.killed.front().command, testing::HasSubstr("diag_os_test"));
    EXPECT_EQ(child.wait(), WaitStatus::signalled(SIGKILL));
}

TEST(KillSubtreeTest, ReachesDeafDescendantsInSessionsOfTheirOwn) {
    const auto said = in_subreaper([] {
        const TestChild root([](TestParent& parent) { return deaf_chain(parent, 5); });
        static_cast<void>(root.wait_ready());
        return verdict(kill_subtree(root.handle(), soon()));
    });
    EXPECT_EQ(said, "6");
}

TEST(KillSubtreeTest, IsFasterThanAForkBomb) {
    const auto said = in_subreaper([] {
        const TestChild root([](TestParent& parent) -> int {
            parent.ready();
            // Each forks and goes on as its own child, 500 times at most.
            for (int i = 0; i < 500; ++i)
                if (fork_loose() > 0) pause_for_ever();
            pause_for_ever();
        });
        static_cast<void>(root.wait_ready());
        const auto result = verdict(kill_subtree(root.handle(), soon()));
        return std::stoi(result) >= 1 ? std::string("killed") : result;
    });
    EXPECT_EQ(said, "killed");
}

TEST(KillSubtreeTest, SparesWhoIsNoDescendant) {
    const TestChild sibling;
    const TestChild child;
    EXPECT_TRUE(kill_subtree(child.handle(), soon()).complete());
    EXPECT_TRUE(is_running(sibling.id()));
    EXPECT_EQ(*sibling.handle().peek(), std::nullopt);
}

TEST(KillSubtreeTest, KillsTheStopped) {
    const auto said = in_subreaper([] {
        const TestChild root([](TestParent& parent) { return deaf_chain(parent, 1); });
        static_cast<void>(root.wait_ready());
        if (!root.handle().signal(SIGSTOP)) return std::string("not stopped");
        return verdict(kill_subtree(root.handle(), soon()));
    });
    EXPECT_EQ(said, "2");
}

TEST(KillSubtreeTest, KillsAProcessWhoseFirstThreadHasEnded) {
    const TestChild child([](TestParent& parent) {
        std::thread([&parent] {
            while (read_stat(*ProcDir::open(::getpid()))->state != 'Z') std::this_thread::yield();
            parent.ready();
            pause_for_ever();
        }).detach();
        // Not pthread_exit, which would unwind into the test runner's frames.
        return static_cast<int>(::syscall(SYS_exit, 0));
    });
    static_cast<void>(child.wait_ready());
    EXPECT_TRUE(is_running(child.id()));
    EXPECT_THAT(kill_subtree(child.handle(), soon()).killed, SizeIs(1));
    EXPECT_EQ(child.wait(), WaitStatus::signalled(SIGKILL));
}

TEST(KillSubtreeTest, KillsAParentThatWaitsForItsVforkedChild) {
    const auto said = in_subreaper([] {
        const TestChild root([](TestParent& parent) {
            auto child = [&parent]() noexcept -> int {
                parent.ready();
                pause_for_ever();
            };
            return vfork_process(child) ? 0 : 1;
        });
        static_cast<void>(root.wait_ready());
        return verdict(kill_subtree(root.handle(), soon()));
    });
    EXPECT_EQ(said, "2");
}

TEST(KillSubtreeTest, LeavesAZombieAlone) {
    TestChild child;
    child.release();
    ASSERT_EQ(*child.handle().wait_exit(soon()), true);
    const auto kill = kill_subtree(child.handle(), soon());
    EXPECT_TRUE(kill.complete());
    EXPECT_THAT(kill.killed, IsEmpty());
    EXPECT_EQ(child.wait(), WaitStatus::exited(0));
}

TEST(KillSubtreeTest, StillKillsTheRootWithoutAFreeDescriptor) {
    const TestChild child;
    const auto kill = without_free_fd([&] { return kill_subtree(child.handle(), soon()); });
    EXPECT_FALSE(kill.complete());
    ASSERT_TRUE(kill.trouble);
    EXPECT_EQ(kill.trouble->code, EMFILE);
    EXPECT_EQ(child.wait(), WaitStatus::signalled(SIGKILL));
}

TEST(KillSubtreeTest, KillsEvenIfTheDeadlineHasPassed) {
    const TestChild child;
    const auto kill = kill_subtree(child.handle(), Deadline::after(0ms));
    EXPECT_EQ(kill.killed.size() + kill.survivors.size(), 1U);
    EXPECT_EQ(child.wait(), WaitStatus::signalled(SIGKILL));
}

TEST(KillSubtreeDeathTest, RefusesItself) {
    EXPECT_EXIT(static_cast<void>(kill_subtree(*Pidfd::open(this_process()), soon())),
                testing::KilledBySignal(SIGABRT), "broken invariant");
}

TEST(KillDescendantsTest, FindsOrphansToo) {
    const auto said = in_subreaper([] {
        const TestChild parent([](TestParent& side) {
            if (fork_loose() == 0) pause_for_ever();
            side.ready();
            return 0;
        });
        static_cast<void>(parent.wait_ready());
        static_cast<void>(parent.wait());
        const TestChild family([](TestParent& side) { return deaf_chain(side, 2); });
        static_cast<void>(family.wait_ready());
        const auto kill = kill_descendants(soon());
        if (collect_orphans(std::array{family.id()})->size() != 3) return std::string("zombies");
        return verdict(kill);
    });
    EXPECT_EQ(said, "4");
}

TEST(KillDescendantsTest, SparesWhomItIsTold) {
    const TestChild spared([](TestParent& parent) {
        const TestChild grandchild;
        parent.ready(std::to_string(grandchild.id().pid));
        parent.hold();
        return 0;
    });
    const auto grandchild = identify(std::stoi(spared.wait_ready()));
    const TestChild other;
    const auto kill = kill_descendants(soon(), std::array{spared.id()});
    EXPECT_TRUE(kill.complete());
    EXPECT_THAT(kill.killed, SizeIs(1));
    EXPECT_TRUE(is_running(spared.id()));
    EXPECT_TRUE(is_running(*grandchild));
}

TEST(KillDescendantsTest, SaysThatItCannotSeeThem) {
    const TestChild child;
    const auto kill = without_free_fd([] { return kill_descendants(soon()); });
    ASSERT_TRUE(kill.trouble);
    EXPECT_EQ(kill.trouble->code, EMFILE);
    EXPECT_TRUE(is_running(child.id()));
}

}  // namespace
}  // namespace hangar::os
