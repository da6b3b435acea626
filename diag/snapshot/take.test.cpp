// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <atomic>
#include <cerrno>
#include <hangar/diag/os/proc_fds.hpp>
#include <hangar/diag/snapshot/json.hpp>
#include <hangar/diag/snapshot/patient.test.hpp>
#include <thread>

namespace hangar::snapshot {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

Options brief() {
    Options options;
    options.interval = std::chrono::milliseconds(20);
    return options;
}

void wait_for_ever() {
    for (;;) ::pause();
}

bool all_settled(const Snapshot& snapshot) {
    for (const Process& process : snapshot.processes)
        for (const Thread& thread : process.threads)
            if (!thread.settled) return false;
    return true;
}

std::size_t open_fds(pid_t pid) {
    return os::ProcDir::open(pid).and_then(os::read_fds).value().size();
}

TEST(TakeTest, ReadsTheTreeWithItsThreads) {
    const TestPatient patient([] {
        if (::fork() == 0) {
            if (::fork() == 0) wait_for_ever();
            wait_for_ever();
        }
        std::thread(wait_for_ever).join();
    });
    const auto snapshot = patient.take_until([](const Snapshot& now) {
        return now.processes.size() == 3 && now.processes[0].threads.size() == 2 &&
               all_settled(now);
    });
    EXPECT_EQ(snapshot.root, patient.pid());
    EXPECT_EQ(snapshot.processes[0].pid, patient.pid());
    EXPECT_EQ(snapshot.processes[1].ppid, patient.pid());
    EXPECT_EQ(snapshot.processes[2].ppid, snapshot.processes[1].pid);
    for (const Process& process : snapshot.processes) {
        EXPECT_TRUE(process.in_tree);
        EXPECT_TRUE(process.fds_known);
        EXPECT_FALSE(process.cmdline.empty());
    }
    EXPECT_TRUE(snapshot.complete);
    EXPECT_GE(snapshot.total, snapshot.interval);
}

TEST(TakeTest, TheProcessAloneIfAskedFor) {
    const TestPatient patient([] {
        if (::fork() == 0) wait_for_ever();
        wait_for_ever();
    });
    static_cast<void>(
        patient.take_until([](const Snapshot& now) { return now.processes.size() == 2; }));
    Options options = brief();
    options.descendants = false;
    EXPECT_THAT(take(patient.pid(), options)->processes, SizeIs(1));
}

TEST(TakeTest, FindsWhoHoldsTheOtherEndOutsideTheTree) {
    int ends[2];
    ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    const TestPatient holder([&ends] {
        ::close(ends[0]);
        wait_for_ever();
    });
    const TestPatient reader([&ends] {
        ::close(ends[1]);
        char byte = 0;
        if (::read(ends[0], &byte, 1) < 0) ::_exit(1);
    });
    ::close(ends[0]);
    ::close(ends[1]);
    const auto snapshot = reader.take_until(
        [](const Snapshot& now) { return thread_in(now, WaitKind::pipe_read) != nullptr; });
    const Process* outside = snapshot.process(holder.pid());
    ASSERT_NE(outside, nullptr);
    EXPECT_FALSE(outside->in_tree);
    ASSERT_THAT(snapshot.pipes, SizeIs(1));
    EXPECT_EQ(snapshot.pipes[0].queued, 0U);
    EXPECT_EQ(snapshot.pipes[0].readable, false);
}

TEST(TakeTest, WhatTheReaderItselfHoldsIsSaidToBeItsOwn) {
    int ends[2];
    ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    const TestPatient patient([&ends] {
        ::close(ends[1]);
        char byte = 0;
        if (::read(ends[0], &byte, 1) < 0) ::_exit(1);
    });
    ::close(ends[0]);
    const auto snapshot = patient.take_until(
        [](const Snapshot& now) { return thread_in(now, WaitKind::pipe_read) != nullptr; });
    const Process* examiner = snapshot.process(::getpid());
    ASSERT_NE(examiner, nullptr);
    EXPECT_TRUE(examiner->examiner);
    EXPECT_THAT(examiner->fds, SizeIs(1));
    ::close(ends[1]);
}

TEST(TakeTest, AProcessThatRunsIsNotSettled) {
    const TestPatient patient([] {
        for (volatile bool go = true; go;) {
        }
    });
    const auto snapshot = patient.take_until([](const Snapshot& now) {
        return now.processes[0].threads[0].ran_between > std::chrono::milliseconds(1);
    });
    EXPECT_FALSE(snapshot.processes[0].threads[0].settled);
    EXPECT_EQ(snapshot.processes[0].threads[0].wait.kind, WaitKind::none);
}

TEST(TakeTest, AThreadThatMovedMeanwhileIsNotSettled) {
    const TestPatient patient([] {
        for (;;) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    });
    Options options = brief();
    options.interval = std::chrono::milliseconds(200);
    const auto snapshot = take(patient.pid(), options);
    ASSERT_TRUE(snapshot);
    EXPECT_FALSE(snapshot->processes[0].threads[0].settled);
}

TEST(TakeTest, StacksStayOnlyForThoseThatRested) {
    const TestPatient patient([] {
        std::thread mover([] {
            for (;;) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        });
        wait_for_ever();
    });
    static_cast<void>(patient.take_until([](const Snapshot& now) {
        return now.processes[0].threads.size() == 2 && now.processes[0].threads[0].settled;
    }));
    Options options;
    options.interval = std::chrono::milliseconds(100);
    options.between = [](Snapshot& first, os::Deadline) {
        for (Thread& thread : first.processes[0].threads) {
            thread.frames.push_back({.function = "f"});
        }
    };
    const auto snapshot = take(patient.pid(), options);
    ASSERT_TRUE(snapshot);
    EXPECT_THAT(snapshot->processes[0].threads[0].frames, SizeIs(1));
}

TEST(TakeTest, ThePatientIsAsItWas) {
    auto* interrupted = static_cast<std::atomic<int>*>(
        ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
    const TestPatient patient([interrupted] {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0) ::_exit(1);
        const int set = ::epoll_create1(EPOLL_CLOEXEC);
        epoll_event event{.events = EPOLLIN, .data = {}};
        ::epoll_ctl(set, EPOLL_CTL_ADD, ends[0], &event);
        for (;;)
            if (::epoll_wait(set, &event, 1, -1) < 0) ++*interrupted;
    });
    static_cast<void>(patient.take_until(
        [](const Snapshot& now) { return thread_in(now, WaitKind::epoll) != nullptr; }));
    const std::size_t before = open_fds(patient.pid());
    const std::size_t ours = open_fds(::getpid());
    std::uint64_t switches = 0;
    for (int i = 0; i < 20; ++i) {
        const auto snapshot = take(patient.pid(), brief());
        ASSERT_TRUE(snapshot);
        const Thread& thread = snapshot->processes[0].threads[0];
        EXPECT_TRUE(thread.settled);
        if (i > 0) {
            EXPECT_EQ(thread.switches, switches);
        }
        switches = thread.switches;
    }
    EXPECT_EQ(open_fds(patient.pid()), before);
    EXPECT_EQ(open_fds(::getpid()), ours);
    EXPECT_EQ(interrupted->load(), 0);
    ::munmap(interrupted, 4096);
}

TEST(TakeTest, AZombieIsReadAsOne) {
    const TestPatient patient([] {});
    ASSERT_TRUE(patient.handle().wait_exit(os::Deadline::after(std::chrono::seconds(20))));
    const auto snapshot = take(patient.pid(), brief());
    ASSERT_TRUE(snapshot);
    ASSERT_THAT(snapshot->processes, SizeIs(1));
    EXPECT_TRUE(snapshot->processes[0].ended());
}

TEST(TakeTest, AProcessWhoseFirstThreadHasEndedIsRead) {
    const TestPatient patient([] {
        std::thread(wait_for_ever).detach();
        ::syscall(SYS_exit, 0);  // pthread_exit would unwind the test, too
    });
    const auto snapshot = patient.take_until([](const Snapshot& now) {
        return now.processes[0].state == 'Z' && thread_in(now, WaitKind::signal) != nullptr;
    });
    EXPECT_FALSE(snapshot.processes[0].ended());
    EXPECT_TRUE(snapshot.processes[0].fds_known);
    EXPECT_FALSE(snapshot.processes[0].fds.empty());
}

TEST(TakeTest, AVforkParentWaitsForItsChild) {
    const TestPatient patient([] {
        if (::vfork() == 0)
            for (;;) ::pause();
    });
    const auto snapshot = patient.take_until([](const Snapshot& now) {
        const Thread* thread = thread_in(now, WaitKind::vfork);
        return thread != nullptr && thread->wait.target != 0;
    });
    EXPECT_EQ(thread_in(snapshot, WaitKind::vfork)->wait.target, snapshot.processes[1].pid);
}

TEST(TakeTest, SaysWhyItCannot) {
    EXPECT_EQ(take(0x3ffffffe, brief()).error().code, ESRCH);
    EXPECT_EQ(take(0, brief()).error().code, ESRCH);
    EXPECT_EQ(take(2, brief()).error().code, EINVAL);
}

TEST(TakeTest, ADeadlineThatHasPassedGivesWhatThereIs) {
    const TestPatient patient(wait_for_ever);
    Options options = brief();
    options.deadline = os::Deadline::after(std::chrono::milliseconds(0));
    const auto snapshot = take(patient.pid(), options);
    if (!snapshot) return;  // not even that
    EXPECT_FALSE(snapshot->complete);
    EXPECT_FALSE(snapshot->errors.empty());
}

TEST(TakeTest, AProcessThatDiesMeanwhileIsNoError) {
    for (int i = 0; i < 20; ++i) {
        const TestPatient patient(wait_for_ever);
        Options options = brief();
        options.between = [&patient](Snapshot&, os::Deadline) {
            static_cast<void>(patient.handle().signal(SIGKILL));
            static_cast<void>(patient.handle().wait_exit(os::Deadline::never()));
        };
        const auto snapshot = take(patient.pid(), options);
        ASSERT_TRUE(snapshot);
        for (const Thread& thread : snapshot->processes[0].threads)
            EXPECT_FALSE(thread.settled && thread.wait.kind == WaitKind::signal);
    }
}

TEST(TakeTest, ARecordedSnapshotOfARealProcessIsLoadedAgain) {
    const TestPatient patient(wait_for_ever);
    const auto snapshot = take(patient.pid(), brief());
    ASSERT_TRUE(snapshot);
    const auto loaded = from_json(to_json(*snapshot));
    ASSERT_TRUE(loaded) << loaded.error().message();
    EXPECT_EQ(*loaded, *snapshot);
}

}  // namespace
}  // namespace hangar::snapshot
