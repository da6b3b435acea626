// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/proc_stat.hpp>
#include <hangar/diag/os/process_setup.hpp>
#include <hangar/diag/os/signals.hpp>

namespace hangar::os {
namespace {

bool is_open_here(int fd) {
    return ::fcntl(fd, F_GETFD) >= 0;
}

TEST(CloseFdsExceptTest, ClosesEveryGap) {
    const TestChild child([](TestParent&) {
        const std::array keep{0, 1, 2, 40, 41, 50};
        for (const int fd : {30, 40, 41, 42, 50, 60}) ::dup2(0, fd);
        if (close_fds_except(keep) != 0) return 1;
        for (int fd = 0; fd < 1000; ++fd)
            if (is_open_here(fd) != std::ranges::binary_search(keep, fd)) return 2;
        return 0;
    });
    EXPECT_EQ(child.wait(), WaitStatus::exited(0));
}

TEST(CloseFdsExceptTest, ClosesAllWithoutAnythingToKeep) {
    const TestChild child([](TestParent&) {
        if (close_fds_except({}) != 0) return 1;
        return is_open_here(0) || is_open_here(1) || is_open_here(2) || is_open_here(3) ? 2 : 0;
    });
    EXPECT_EQ(child.wait(), WaitStatus::exited(0));
}

TEST(PlaceFdsTest, SwapsTwoDescriptors) {
    const TestChild child([](TestParent&) {
        const auto one = make_capture_file("one");
        const auto two = make_capture_file("two");
        if (!write_all(one->get(), "1") || !write_all(two->get(), "2")) return 1;
        std::array swap{FdPlacement{one->get(), two->get()}, FdPlacement{two->get(), one->get()}};
        if (place_fds(swap) != 0) return 2;
        return *read_at(one->get(), 0, 9) == "2" && *read_at(two->get(), 0, 9) == "1" ? 0 : 3;
    });
    EXPECT_EQ(child.wait(), WaitStatus::exited(0));
}

TEST(PlaceFdsTest, TargetsStayOpenOverExecAndSourcesDoNot) {
    const TestChild child([](TestParent&) {
        const auto file = make_capture_file("file");
        std::array stdio{FdPlacement{file->get(), 1}, FdPlacement{file->get(), 2}};
        if (place_fds(stdio) != 0) return 1;
        if (::fcntl(1, F_GETFD) != 0 || ::fcntl(2, F_GETFD) != 0) return 2;
        return ::fcntl(file->get(), F_GETFD) == FD_CLOEXEC ? 0 : 3;
    });
    EXPECT_EQ(child.wait(), WaitStatus::exited(0));
}

TEST(PlaceFdsTest, RefusesAClosedSource) {
    std::array closed{FdPlacement{9999, 9998}};
    EXPECT_EQ(place_fds(closed), EBADF);
}

TEST(ParentDeathSignalTest, ComesWhenTheParentEnds) {
    const TestChild middle([](TestParent& parent) {
        const pid_t self = ::getpid();
        const auto fork = fork_process();
        if (fork->in_child()) {
            if (set_parent_death_signal(SIGKILL, self) != 0) ::_exit(1);
            parent.ready(std::to_string(::getpid()));
            for (;;) ::pause();
        }
        parent.hold();
        return 0;
    });
    const auto orphan = Pidfd::open(std::stoi(middle.wait_ready()));
    ASSERT_THAT(orphan, Succeeds());
    ASSERT_THAT(middle.handle().signal(SIGKILL), Succeeds());
    EXPECT_EQ(*orphan->wait_exit(soon()), true);
}

TEST(ParentDeathSignalTest, SaysThatTheParentIsGoneAlready) {
    const TestChild child([](TestParent&) {
        return set_parent_death_signal(SIGKILL, ::getppid() + 1) == ESRCH ? 0 : 1;
    });
    EXPECT_EQ(child.wait(), WaitStatus::exited(0));
}

TEST(ProcessGroupTest, TheChildLeadsIt) {
    const TestChild child([](TestParent&) {
        if (new_process_group() != 0 || ::getpgrp() != ::getpid()) return 1;
        return new_session() == EPERM ? 0 : 2;  // a group leader cannot start a session
    });
    EXPECT_EQ(child.wait(), WaitStatus::exited(0));
}

TEST(SessionTest, TheChildLeadsIt) {
    const TestChild child(
        [](TestParent&) { return new_session() == 0 && ::getsid(0) == ::getpid() ? 0 : 1; });
    EXPECT_EQ(child.wait(), WaitStatus::exited(0));
}

TEST(SubreaperTest, OrphansBecomeItsChildren) {
    const TestChild subreaper([](TestParent& parent) {
        if (set_subreaper() != 0) return 1;
        const TestChild middle([](TestParent& subreaper_side) {
            const auto fork = fork_process();
            if (fork->in_child())
                for (;;) ::pause();
            subreaper_side.ready(std::to_string(fork->child.id().pid));
            return 0;
        });
        const auto orphan = middle.wait_ready();
        if (!middle.wait().success()) return 2;
        parent.ready(orphan);
        parent.hold();
        return 0;
    });
    const auto orphan = Pidfd::open(std::stoi(subreaper.wait_ready()));
    ASSERT_THAT(orphan, Succeeds());
    EXPECT_EQ(read_stat(*ProcDir::open(orphan->id()))->ppid, subreaper.id().pid);
    EXPECT_THAT(orphan->signal(SIGKILL), Succeeds());
    EXPECT_EQ(*orphan->wait_exit(soon()), true);
}

TEST(ExecTest, RunsTheProgramThatADescriptorIsOpenOn) {
    const auto program = open_file(AT_FDCWD, *ProcDir::open(::getpid())->link("exe"), O_PATH);
    ASSERT_THAT(program, Succeeds());
    const TestChild child([&](TestParent&) {
        std::array<char*, 3> arguments{const_cast<char*>("self"),
                                       const_cast<char*>("--gtest_filter=Nothing.AtAll"), nullptr};
        const int quiet = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
        ::dup2(quiet, 1);
        return exec_fd(program->get(), arguments.data(), environ);
    });
    EXPECT_TRUE(child.wait().success());
}

TEST(ExecTest, ComesBackWithTheErrno) {
    std::array<char*, 1> none{nullptr};
    EXPECT_EQ(exec_path("/nowhere/program", none.data(), none.data()), ENOENT);
    EXPECT_EQ(exec_path("/etc/passwd", none.data(), none.data()), EACCES);
    EXPECT_EQ(exec_fd(9999, none.data(), none.data()), EBADF);
}

}  // namespace
}  // namespace hangar::os
