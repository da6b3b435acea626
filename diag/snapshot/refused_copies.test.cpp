// SPDX-License-Identifier: Apache-2.0
// Where copies of descriptors are refused, as a container's filter does, how long a socket waits at
// most is not known: then it counts as limited, and the reading as incomplete.
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <cerrno>
#include <hangar/diag/snapshot/patient.test.hpp>

namespace hangar::snapshot {
namespace {

enum Limit : int { limited = 10, unlimited = 11, no_filter = 12 };

bool refuse_copies() {
    sock_filter rules[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_pidfd_getfd, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const sock_fprog program{.len = std::size(rules), .filter = rules};
    return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

// A patient that receives on a socket, as one sees it who gets no copies.
int look_without_copies() {
    if (!refuse_copies()) return no_filter;
    const TestPatient patient([] {
        int ends[2];
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) ::_exit(1);
        for (char byte = 0;;) static_cast<void>(::recv(ends[0], &byte, 1, 0));
    });
    const Snapshot snapshot = patient.take_until(
        [](const Snapshot& now) { return thread_in(now, WaitKind::socket_read) != nullptr; });
    const bool told = !snapshot.complete && !snapshot.errors.empty();
    return told && thread_in(snapshot, WaitKind::socket_read)->wait.ends_by_itself() ? limited
                                                                                     : unlimited;
}

TEST(RefusedCopiesTest, AWaitOfUnknownLimitEndsByItself) {
    const pid_t looker = ::fork();
    ASSERT_GE(looker, 0);
    if (looker == 0) ::_exit(look_without_copies());
    int status = 0;
    ASSERT_EQ(::waitpid(looker, &status, 0), looker);
    ASSERT_TRUE(WIFEXITED(status));
    if (WEXITSTATUS(status) == no_filter) GTEST_SKIP() << "no filter can be installed here";
    EXPECT_EQ(WEXITSTATUS(status), limited);
}

}  // namespace
}  // namespace hangar::snapshot
