// SPDX-License-Identifier: Apache-2.0
// A thread that opens a file whose server does not answer: the reader must not ask that server,
// too.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <linux/fuse.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <array>
#include <cstring>
#include <hangar/diag/snapshot/patient.test.hpp>
#include <string>
#include <thread>

namespace hangar::snapshot {
namespace {

// A folder of files that nobody serves, in a mount namespace of our own. Ends the process where
// that is not allowed.
void mount_without_server() {
    const int server = ::open("/dev/fuse", O_RDWR | O_CLOEXEC);
    const std::string options =
        "fd=" + std::to_string(server) + ",rootmode=40000,user_id=0,group_id=0";
    const bool mounted = server >= 0 && ::unshare(CLONE_NEWNS) == 0 &&
                         ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
                         ::mount("none", "/mnt", "fuse", 0, options.c_str()) == 0;
    if (!mounted) ::_exit(1);
    static std::array<char, 256U << 10U> request;
    if (::read(server, request.data(), request.size()) < 0) ::_exit(1);
    struct Answer {
        fuse_out_header head;
        fuse_init_out init;
    } answer{};
    fuse_in_header asked{};
    std::memcpy(&asked, request.data(), sizeof asked);
    answer.head.len = sizeof answer;
    answer.head.unique = asked.unique;
    answer.init.major = FUSE_KERNEL_VERSION;
    answer.init.minor = 31;
    if (::write(server, &answer, sizeof answer) != sizeof answer) ::_exit(1);
}

bool may_mount() {
    const pid_t child = ::fork();
    if (child == 0) {
        mount_without_server();
        ::_exit(0);
    }
    int status = 1;
    return ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

TEST(FileServerTest, IsNotAskedAboutWhatAThreadOpens) {
    if (!may_mount()) GTEST_SKIP() << "no file server can be mounted here";
    const TestPatient patient([] {
        mount_without_server();
        std::thread([] { static_cast<void>(::open("/mnt/file", O_RDONLY | O_CLOEXEC)); }).join();
    });
    const Snapshot snapshot = patient.take_until([](const Snapshot& now) {
        const auto& threads = now.processes[0].threads;
        return threads.size() == 2 && threads[1].settled && threads[1].syscall &&
               threads[1].syscall->number == SYS_openat;
    });
    EXPECT_TRUE(snapshot.complete) << testing::PrintToString(snapshot.errors);
    EXPECT_EQ(snapshot.processes[0].threads[1].wait.kind, WaitKind::other);
}

}  // namespace
}  // namespace hangar::snapshot
