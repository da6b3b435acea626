// SPDX-License-Identifier: Apache-2.0
// What makes a program of plain tests one that is linked with hangar.
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <hangar/harness.hpp>

namespace {

// From here on PR_GET_TID_ADDRESS fails, as it does on kernels without checkpoint and restore.
bool hide_thread_records() {
    std::array rules{
        sock_filter{BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(seccomp_data, nr)},
        sock_filter{BPF_JMP | BPF_JEQ | BPF_K, 0, 3, SYS_prctl},
        sock_filter{BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(seccomp_data, args)},
        sock_filter{BPF_JMP | BPF_JEQ | BPF_K, 0, 1, PR_GET_TID_ADDRESS},
        sock_filter{BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | EINVAL},
        sock_filter{BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW},
    };
    const sock_fprog program{rules.size(), rules.data()};
    return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (::getenv("SPECIMEN_REFUSES") != nullptr && ::getenv("HANGAR_LAUNCH_SERVER") != nullptr) {
        std::puts("not today");
        return 3;
    }
    if (::getenv("SPECIMEN_IS_SLOW") != nullptr && ::getenv("HANGAR_LAUNCH_SERVER") != nullptr)
        ::usleep(1'500'000);
    if (::getenv("SPECIMEN_CANNOT_FORK") != nullptr && !hide_thread_records()) return 3;
    return hangar::run_tests(argc, argv);
}
