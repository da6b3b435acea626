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

#include <hangar/diag/snapshot/ends.test.hpp>
#include <hangar/diag/snapshot/patient.test.hpp>

namespace hangar::snapshot {
namespace {

enum Completeness : int { complete = 10, incomplete = 11, no_namespace = 12 };

// The patient's own write end is all of the pipe's that can be seen.
Completeness examine_reader_of(Ends ends) {
    const TestPatient patient([ends] {
        for (char byte = 0;;) static_cast<void>(::read(ends.read, &byte, 1));
    });
    const Snapshot snapshot = when_it_reads(patient);
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
    return ended && WIFEXITED(status) ? WEXITSTATUS(status) : no_namespace;
}

// What `examine` finds as the init of a namespace, seen from whose parent stays outside.
int find_inside(const std::function<Completeness()>& examine) {
    const pid_t outside = ::fork();
    if (outside != 0) return status_of(outside);
    if (::unshare(CLONE_NEWPID | CLONE_NEWNS) != 0) ::_exit(no_namespace);
    const pid_t init = ::fork();
    if (init == 0) ::_exit(mount_its_own_proc() ? examine() : no_namespace);
    ::_exit(status_of(init));
}

TEST(OutsideNamespaceTest, WhatCameInFromOutsideMayBeHeldThere) {
    const Ends ends = make_ends(0);
    const int finding = find_inside([ends] { return examine_reader_of(ends); });
    ::close(ends.read);
    ::close(ends.write);
    if (finding == no_namespace) GTEST_SKIP() << "a pid namespace needs CAP_SYS_ADMIN";
    EXPECT_EQ(finding, incomplete);
}

TEST(OutsideNamespaceTest, WhatIsClosedAtExecCameFromNobodyOutside) {
    const int finding = find_inside([] { return examine_reader_of(make_ends()); });
    if (finding == no_namespace) GTEST_SKIP() << "a pid namespace needs CAP_SYS_ADMIN";
    EXPECT_EQ(finding, complete);
}

}  // namespace
}  // namespace hangar::snapshot
