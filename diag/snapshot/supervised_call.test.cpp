// SPDX-License-Identifier: Apache-2.0
// A system call that a supervisor has been given to answer.
#include <gmock/gmock.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <hangar/diag/snapshot/patient.test.hpp>

namespace hangar::snapshot {
namespace {

// Whoever has the descriptor decides what becomes of wait4.
int hand_over_waits() {
    std::array<sock_filter, 4> filter{
        sock_filter BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_wait4, 0, 1),
        sock_filter BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
        sock_filter BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
    const sock_fprog program{.len = filter.size(), .filter = filter.data()};
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -1;
    return static_cast<int>(::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
                                      SECCOMP_FILTER_FLAG_NEW_LISTENER, &program));
}

TEST(SupervisedCallTest, IsNotWhatItLooksLike) {
    const TestPatient patient([] {
        const pid_t child = ::fork();
        if (child == 0)
            for (;;) ::pause();
        if (hand_over_waits() < 0) ::_exit(1);
        static_cast<void>(::syscall(SYS_wait4, child, nullptr, 0, nullptr));
    });
    const Snapshot snapshot = patient.take_until([](const Snapshot& now) {
        const Thread& thread = now.processes[0].threads[0];
        return thread.settled && thread.syscall && thread.syscall->number == SYS_wait4;
    });
    EXPECT_EQ(snapshot.processes[0].threads[0].wait.kind, WaitKind::other);
}

}  // namespace
}  // namespace hangar::snapshot
