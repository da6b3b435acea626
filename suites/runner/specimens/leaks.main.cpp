// SPDX-License-Identifier: Apache-2.0
// A plain GoogleTest program whose tests leave processes behind, each in another way. The marker
// that a process left behind carries as its argument tells its test.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

namespace {

const pid_t test_process = ::getpid();

// Becomes `sleep 100.<marker>`, which is how the runner's report names it.
[[noreturn]] void become_sleeper(int marker, char* const* environment = environ) {
    std::string program = "sleep";
    std::string duration = "100." + std::to_string(marker);
    char* const arguments[] = {program.data(), duration.data(), nullptr};
    ::execve("/bin/sleep", arguments, environment);
    ::_exit(127);
}

// Returns when the sleeper runs its own program: a pipe that exec closes tells.
template <class Child>
void start(Child child) {
    int ends[2];
    ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    const pid_t pid = ::fork();
    ASSERT_GE(pid, 0);
    if (pid == 0) child();
    ::close(ends[1]);
    char byte = 0;
    ASSERT_EQ(::read(ends[0], &byte, 1), 0);
    ::close(ends[0]);
}

TEST(Leaves, NothingBehind) {
    start([] {
        std::string program = "true";
        char* const arguments[] = {program.data(), nullptr};
        ::execv("/bin/true", arguments);
        ::_exit(127);
    });
}

// A child that forgets to end runs what is left of the program, and says that all is well.
TEST(Twice, FailsWhereItsChildDoesNot) {
    const pid_t pid = ::fork();
    ASSERT_GE(pid, 0);
    if (pid == 0) return;
    ::waitpid(pid, nullptr, 0);
    FAIL();
}

TEST(Twice, Passes) {}

TEST(Listens, AChildThatHoldsAPort) {
    start([] {
        const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
            ::listen(listener, 1) != 0)
            ::_exit(1);
        become_sleeper(9);
    });
}

TEST(SystemV, LeavesASegment) {
    ASSERT_GE(::shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600), 0);
}

TEST(SystemV, RemovesItsSegment) {
    const int segment = ::shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600);
    ASSERT_EQ(::shmctl(segment, IPC_RMID, nullptr), 0);
}

TEST(Leaves, AChildThatHoldsItsOutput) {
    start([] { become_sleeper(1); });
}

// The test is over before it is born.
TEST(Late, ADaemonThatIsBornWhenItsTestIsOver) {
    const pid_t pid = ::fork();
    ASSERT_GE(pid, 0);
    if (pid != 0) return;
    ::setsid();
    while (::getppid() == test_process) ::usleep(1000);
    if (::fork() != 0) ::_exit(0);
    become_sleeper(6);
}

TEST(Leaves, ADaemonInASessionOfItsOwn) {
    start([] {
        ::setsid();
        if (::fork() != 0) ::_exit(0);
        ::close(0);
        ::close(1);
        ::close(2);
        become_sleeper(2);
    });
}

TEST(Leaves, ADaemonWithoutAnEnvironment) {
    start([] {
        ::setsid();
        if (::fork() != 0) ::_exit(0);
        char* const nothing[] = {nullptr};
        become_sleeper(3, nothing);
    });
}

TEST(Leaves, AChildThatIgnoresEverySignal) {
    start([] {
        for (int signal = 1; signal < NSIG; ++signal) ::signal(signal, SIG_IGN);
        become_sleeper(4);
    });
}

TEST(Leaves, AFailureAndAChild) {
    start([] { become_sleeper(5); });
    FAIL();
}

TEST(Stays, WithADaemon) {
    start([] {
        ::setsid();
        if (::fork() != 0) ::_exit(0);
        char* const nothing[] = {nullptr};
        become_sleeper(6, nothing);
    });
    ::puts("the daemon is up");
    ::fflush(stdout);
    ::pause();
}

// A segment that nobody uses once the test is over.
void leave_segment(const std::string& name) {
    const int fd = ::shm_open(name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    ASSERT_GE(fd, 0);
    ASSERT_EQ(::ftruncate(fd, 4096), 0);
    ::close(fd);
}

TEST(Files, ASegmentThatNobodyUses) {
    leave_segment("/hangar-test-segment");
}

TEST(Files, ASegmentWithItsPid) {
    leave_segment("/hangar-test-pid." + std::to_string(::getpid()));
}

TEST(Files, ASegmentThatItsDaemonHolds) {
    const int fd = ::shm_open("/hangar-test-held", O_RDWR | O_CREAT, 0600);
    ASSERT_GE(fd, 0);
    ASSERT_EQ(::fcntl(fd, F_SETFD, 0), 0);  // for the daemon
    start([] { become_sleeper(7); });
}

void leave_socket_file(const std::string& path) {
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    ASSERT_EQ(::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    ::close(fd);
}

TEST(Files, ASocketFile) {
    leave_socket_file("/tmp/hangar-test-socket." + std::to_string(::getpid()));
}

TEST(Private, ASocketFile) {
    leave_socket_file(std::string(std::getenv("TMPDIR")) + "/nobodys.sock");
}

TEST(Files, NoneOfItsOwn) {}

// Two of these at a time: whose segment it is cannot be told. Each waits until the other is there.
class Together : public testing::TestWithParam<int> {};
TEST_P(Together, OneLeavesASegment) {
    if (GetParam() == 0) leave_segment("/hangar-test-nobodys");
    const std::string mine = "/tmp/hangar-test-together." + std::to_string(GetParam());
    const std::string other = "/tmp/hangar-test-together." + std::to_string(1 - GetParam());
    ::close(::open(mine.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    for (int i = 0; i < 20'000 && ::access(other.c_str(), F_OK) != 0; ++i) ::usleep(1000);
    EXPECT_EQ(::access(other.c_str(), F_OK), 0);
}
INSTANTIATE_TEST_SUITE_P(Two, Together, testing::Range(0, 2));

// One leaked process a test, for the question whose it is.
class Each : public testing::TestWithParam<int> {};
TEST_P(Each, LeavesItsOwn) {
    start([] {
        ::setsid();
        if (::fork() != 0) ::_exit(0);
        char* const nothing[] = {nullptr};
        become_sleeper(1000 + GetParam(), nothing);
    });
}
INSTANTIATE_TEST_SUITE_P(Of, Each, testing::Range(0, 24));

}  // namespace
