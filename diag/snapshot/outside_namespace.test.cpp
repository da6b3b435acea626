// SPDX-License-Identifier: Apache-2.0
// Whoever is outside of our pid namespace cannot be seen at all, as a container's starter is to
// what runs in the container. For this, the examiner and its patient live in a namespace of their
// own, with a /proc of their own, and somebody outside has a write end of what the patient reads.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <hangar/diag/snapshot/patient.test.hpp>

namespace hangar::snapshot {
namespace {

enum Finding : int { complete = 10, incomplete = 11, not_allowed = 12 };

struct Ends {
    int read = -1;
    int write = -1;
};

Ends make_pipe(int flags) {
    int ends[2];
    os::require(::pipe2(ends, flags) == 0, "a pipe can be made");
    return {ends[0], ends[1]};
}

// The patient's own write end is all of the pipe's that can be seen.
Finding examine_reader_of(Ends ends) {
    const TestPatient patient([ends] {
        for (char byte = 0;;) static_cast<void>(::read(ends.read, &byte, 1));
    });
    const Snapshot snapshot = patient.take_until(
        [](const Snapshot& now) { return thread_in(now, WaitKind::pipe_read) != nullptr; });
    const bool told = !snapshot.complete && !snapshot.errors.empty();
    return !snapshot.holders_complete && told ? incomplete : complete;
}

bool mount_its_own_proc() {
    return ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
           ::mount("proc", "/proc", "proc", 0, nullptr) == 0;
}

int status_of(pid_t child) {
    int status = 0;
    const bool ended = child > 0 && ::waitpid(child, &status, 0) == child;
    return ended && WIFEXITED(status) ? WEXITSTATUS(status) : not_allowed;
}

// What `examine` finds as the init of a namespace, seen from whose parent stays outside.
int find_inside(const std::function<Finding()>& examine) {
    const pid_t outside = ::fork();
    if (outside != 0) return status_of(outside);
    if (::unshare(CLONE_NEWPID | CLONE_NEWNS) != 0) ::_exit(not_allowed);
    const pid_t init = ::fork();
    if (init == 0) ::_exit(mount_its_own_proc() ? examine() : not_allowed);
    ::_exit(status_of(init));
}

TEST(OutsideNamespaceTest, WhatCameInFromOutsideMayBeHeldThere) {
    const Ends ends = make_pipe(0);
    const int finding = find_inside([ends] { return examine_reader_of(ends); });
    ::close(ends.read);
    ::close(ends.write);
    if (finding == not_allowed) GTEST_SKIP() << "a pid namespace needs CAP_SYS_ADMIN";
    EXPECT_EQ(finding, incomplete);
}

TEST(OutsideNamespaceTest, WhatIsClosedAtExecCameFromNobodyOutside) {
    const int finding = find_inside([] { return examine_reader_of(make_pipe(O_CLOEXEC)); });
    if (finding == not_allowed) GTEST_SKIP() << "a pid namespace needs CAP_SYS_ADMIN";
    EXPECT_EQ(finding, complete);
}

}  // namespace
}  // namespace hangar::snapshot
