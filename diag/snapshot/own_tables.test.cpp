// SPDX-License-Identifier: Apache-2.0
// Threads that have left their process's descriptors, told by kcmp and, where a filter refuses that
// as a container's does, by what the tables show.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <hangar/diag/os/fd_state.hpp>
#include <hangar/diag/snapshot/own_tables.hpp>
#include <hangar/diag/snapshot/patient.test.hpp>
#include <thread>

namespace hangar::snapshot {
namespace {

enum WithoutKcmp : int { as_expected = 10, otherwise = 11, not_refused = 12 };

// Its second and third thread share what the first has; the last has one descriptor more.
[[noreturn]] void have_a_loner() {
    const auto stay = [] {
        for (;;) ::pause();
    };
    std::thread(stay).detach();
    std::thread(stay).detach();
    std::thread([stay] {
        if (::unshare(CLONE_FILES) != 0 || ::open("/dev/null", O_RDONLY) < 0) ::_exit(1);
        stay();
    }).detach();
    for (;;) ::pause();
}

bool refuse_kcmp() {
    sock_filter rules[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_kcmp, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const sock_fprog program{.len = std::size(rules), .filter = rules};
    return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0 &&
           !os::same_descriptors(::getpid(), ::getpid());
}

bool the_last_of_four_is_told() {
    const TestPatient patient(have_a_loner);
    const auto end = os::Deadline::after(std::chrono::seconds(20));
    for (; !end.passed(); std::this_thread::sleep_for(std::chrono::milliseconds(5))) {
        const auto dir = os::ProcDir::open(patient.pid());
        const auto tids = dir->numbers("task").value();
        const auto own = threads_with_own_descriptors(*dir, patient.pid(), tids, end);
        if (own && tids.size() == 4 && *own == std::vector<pid_t>{tids.back()}) return true;
    }
    return false;
}

TEST(OwnTablesTest, AreTold) {
    EXPECT_TRUE(the_last_of_four_is_told());
}

TEST(OwnTablesTest, AreToldByTheirLinksWhereNoComparisonIsAllowed) {
    const pid_t looker = ::fork();
    ASSERT_GE(looker, 0);
    if (looker == 0) {
        if (!refuse_kcmp()) ::_exit(not_refused);
        ::_exit(the_last_of_four_is_told() ? as_expected : otherwise);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(looker, &status, 0), looker);
    ASSERT_TRUE(WIFEXITED(status));
    if (WEXITSTATUS(status) == not_refused) GTEST_SKIP() << "no filter can be installed here";
    EXPECT_EQ(WEXITSTATUS(status), as_expected);
}

TEST(OwnTablesTest, ADeadlineThatHasPassedIsAnError) {
    const auto dir = os::ProcDir::open(::getpid());
    const auto own = threads_with_own_descriptors(*dir, ::getpid(), {::getpid()},
                                                  os::Deadline::after(std::chrono::seconds(0)));
    ASSERT_FALSE(own);
    EXPECT_EQ(own.error().code, ETIMEDOUT);
}

}  // namespace
}  // namespace hangar::snapshot
