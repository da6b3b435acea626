// SPDX-License-Identifier: Apache-2.0
// A pid that is another process's at the second sample.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/fork.hpp>
#include <hangar/diag/snapshot/take.hpp>
#include <string>

namespace hangar::snapshot {
namespace {

using namespace std::chrono_literals;

os::Pidfd start_sleeper() {
    auto forked = os::fork_process().value();
    if (forked.in_child())
        for (;;) ::pause();
    return std::move(forked.child);
}

void end(const os::Pidfd& process) {
    static_cast<void>(process.signal(SIGKILL));
    static_cast<void>(process.wait_exit(os::Deadline::after(20s)));
    static_cast<void>(process.collect());
}

// The next process gets the pid after this one, unless somebody else is faster. Takes
// CAP_SYS_ADMIN.
bool set_last_pid(pid_t pid) {
    const auto file = os::open_file(AT_FDCWD, "/proc/sys/kernel/ns_last_pid", O_WRONLY | O_CLOEXEC);
    return file && os::write_all(file->get(), std::to_string(pid)).has_value();
}

// A new process with that pid; empty where it cannot be had.
os::Pidfd start_at(pid_t pid) {
    for (int attempt = 0; attempt < 100; ++attempt) {
        if (!set_last_pid(pid - 1)) return {};
        os::Pidfd fresh = start_sleeper();
        if (fresh.id().pid == pid) return fresh;
        end(fresh);
    }
    return {};
}

TEST(PidReuseTest, WhoeverHasThePidNowIsNotTakenForTheOneThatEnded) {
    const os::Pidfd first = start_sleeper();
    const pid_t pid = first.id().pid;
    os::Pidfd second;
    Options options;
    options.interval = 20ms;
    options.between = [&](Snapshot&, os::Deadline) {
        end(first);
        // Start times are counted in hundredths of a second: within one, nobody can tell them
        // apart.
        for (second = start_at(pid); second && second.id() == first.id(); second = start_at(pid))
            end(second);
    };
    const auto snapshot = take(pid, options);
    if (!second) GTEST_SKIP() << "a pid cannot be chosen here";
    end(second);
    ASSERT_TRUE(snapshot);
    ASSERT_FALSE(snapshot->processes.empty());
    EXPECT_TRUE(snapshot->processes[0].ended());
    EXPECT_TRUE(snapshot->processes[0].threads.empty());
    EXPECT_EQ(snapshot->processes[0].error, "it ended while it was read");
}

}  // namespace
}  // namespace hangar::snapshot
