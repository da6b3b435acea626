// SPDX-License-Identifier: Apache-2.0
// What a real thread's wait is told to be, for every way to wait.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <sys/wait.h>

#include <atomic>
#include <condition_variable>
#include <future>
#include <hangar/diag/os/temp_dir.test.hpp>
#include <hangar/diag/snapshot/ends.test.hpp>
#include <hangar/diag/snapshot/patient.test.hpp>
#include <mutex>
#include <shared_mutex>
#include <thread>

namespace hangar::snapshot {
namespace {

struct Position {
    const char* name;
    WaitKind kind;
    void (*take)();
};

Ends make_sockets() {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) ::_exit(1);
    return {ends[0], ends[1]};
}

void fill(int fd) {
    const std::string text(std::size_t{1} << 20U, 'x');
    for (;;)
        if (::write(fd, text.data(), text.size()) < 0) ::_exit(1);
}

void read_byte(int fd) {
    char bytes[128];  // some descriptors want room for more than one
    if (::read(fd, bytes, sizeof bytes) < 0) ::_exit(1);
}

int static_value() {
    static const int value = [] {
        std::thread([] { static_value(); }).join();
        return 1;
    }();
    return value;
}

std::once_flag once;
void call_once_around() {
    std::call_once(once, [] { std::thread(call_once_around).join(); });
}

void flock_twice() {
    const int first = ::memfd_create("lock", MFD_CLOEXEC);
    const std::string path = "/proc/self/fd/" + std::to_string(first);
    const int second = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    ::flock(first, LOCK_EX);
    ::flock(second, LOCK_EX);
}

void wait_in_epoll(int fd) {
    const int set = ::epoll_create1(EPOLL_CLOEXEC);
    epoll_event event{.events = EPOLLIN, .data = {}};
    ::epoll_ctl(set, EPOLL_CTL_ADD, fd, &event);
    ::epoll_wait(set, &event, 1, -1);
}

void select_on(int fd) {
    fd_set set;
    FD_ZERO(&set);
    FD_SET(fd, &set);
    ::select(fd + 1, &set, nullptr, nullptr, nullptr);
}

// Gone with the test program, not with the patient that opens it.
const std::string& fifo() {
    static const os::TempDir dir;
    static const std::string path = dir.path("requests");
    return path;
}

void open_fifo() {
    if (::mkfifo(fifo().c_str(), 0600) != 0) ::_exit(1);
    ::open(fifo().c_str(), O_RDONLY | O_CLOEXEC);
}

void wait_for_signal() {
    sigset_t set;
    ::sigemptyset(&set);
    ::sigaddset(&set, SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
    int signal = 0;
    ::sigwait(&set, &signal);
}

void read_signalfd() {
    sigset_t set;
    ::sigemptyset(&set);
    ::sigaddset(&set, SIGTERM);
    read_byte(::signalfd(-1, &set, SFD_CLOEXEC));
}

void wait_for_child() {
    const pid_t child = ::fork();
    if (child == 0)
        for (;;) ::pause();
    ::waitpid(child, nullptr, 0);
}

void accept_nobody() {
    const int listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr address{.sa_family = AF_UNIX, .sa_data = {}};
    if (::bind(listener, &address, sizeof address.sa_family) != 0) ::_exit(1);
    ::listen(listener, 1);
    ::accept(listener, nullptr, nullptr);
}

const Position positions[] = {
    {"mutex", WaitKind::mutex,
     [] {
         static std::mutex mutex;
         mutex.lock();
         mutex.lock();
     }},
    {"rwlock", WaitKind::rwlock,
     [] {
         static std::shared_mutex mutex;
         mutex.lock_shared();
         std::thread([] { mutex.lock(); }).join();
     }},
    {"condvar", WaitKind::condvar,
     [] {
         std::mutex mutex;
         std::condition_variable condition;
         std::unique_lock lock(mutex);
         condition.wait(lock, [] { return false; });
     }},
    {"semaphore", WaitKind::semaphore,
     [] {
         sem_t semaphore;
         ::sem_init(&semaphore, 0, 0);
         ::sem_wait(&semaphore);
     }},
    {"join", WaitKind::join,
     [] {
         std::thread([] {
             for (;;) ::pause();
         }).join();
     }},
    {"future", WaitKind::future,
     [] {
         std::promise<int> promise;
         promise.get_future().wait();
     }},
    {"atomic", WaitKind::atomic,
     [] {
         std::atomic<int> word{7};
         word.wait(7);
     }},
    {"static_init", WaitKind::init, [] { static_value(); }},
    {"call_once", WaitKind::call_once, [] { call_once_around(); }},
    {"pipe_read", WaitKind::pipe_read, [] { read_byte(make_ends().read); }},
    {"pipe_write", WaitKind::pipe_write, [] { fill(make_ends().write); }},
    {"fifo_open", WaitKind::fifo_open, open_fifo},
    {"socket_read", WaitKind::socket_read, [] { read_byte(make_sockets().read); }},
    {"socket_write", WaitKind::socket_write, [] { fill(make_sockets().write); }},
    {"accept", WaitKind::accept, accept_nobody},
    {"poll", WaitKind::poll,
     [] {
         pollfd entry{.fd = make_ends().read, .events = POLLIN, .revents = 0};
         ::poll(&entry, 1, -1);
     }},
    {"select", WaitKind::poll, [] { select_on(make_ends().read); }},
    {"epoll", WaitKind::epoll, [] { wait_in_epoll(make_ends().read); }},
    {"eventfd", WaitKind::eventfd, [] { read_byte(::eventfd(0, EFD_CLOEXEC)); }},
    {"timerfd", WaitKind::timerfd,
     [] { read_byte(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC)); }},
    {"signalfd", WaitKind::signalfd, read_signalfd},
    {"file_lock", WaitKind::file_lock, flock_twice},
    {"child", WaitKind::child, wait_for_child},
    {"pause", WaitKind::signal, [] { ::pause(); }},
    {"sigwait", WaitKind::signal, wait_for_signal},
    {"sleep", WaitKind::sleep, [] { std::this_thread::sleep_for(std::chrono::seconds(60)); }},
    {"stopped", WaitKind::stopped, [] { ::raise(SIGSTOP); }}};

class WaitTest : public testing::TestWithParam<Position> {};

TEST_P(WaitTest, IsToldForWhatItIs) {
    static_cast<void>(fifo());  // made here, so that it is removed here
    const TestPatient patient(GetParam().take);
    const auto snapshot = patient.take_until(
        [](const Snapshot& now) { return thread_in(now, GetParam().kind) != nullptr; });
    const Thread* thread = thread_in(snapshot, GetParam().kind);
    EXPECT_EQ(thread->wait.ends_by_itself(), GetParam().kind == WaitKind::sleep);
    EXPECT_TRUE(snapshot.complete) << testing::PrintToString(snapshot.errors);
}

INSTANTIATE_TEST_SUITE_P(Kinds, WaitTest, testing::ValuesIn(positions),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(WaitDetailTest, AReceiveTimeoutIsALimit) {
    const auto wait = wait_in(WaitKind::socket_read, [] {
        const Ends ends = make_sockets();
        const timeval limit{.tv_sec = 60, .tv_usec = 0};
        ::setsockopt(ends.read, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        read_byte(ends.read);
    });
    EXPECT_EQ(wait.timeout, std::chrono::seconds(60));
}

TEST(WaitDetailTest, APollTellsWhatItWatches) {
    const auto wait = wait_in(WaitKind::poll, [] {
        const Ends pipe = make_ends();
        const Ends sockets = make_sockets();
        pollfd entries[] = {{.fd = pipe.read, .events = POLLIN, .revents = 0},
                            {.fd = -1, .events = POLLIN, .revents = 0},
                            {.fd = sockets.read, .events = POLLIN, .revents = 0}};
        ::poll(entries, 3, -1);
    });
    ASSERT_EQ(wait.fds.size(), 2U);
    EXPECT_TRUE(wait.fds[0].read);
    EXPECT_FALSE(wait.fds[0].write);
}

TEST(WaitDetailTest, SigwaitAndPauseTellTheirSignals) {
    EXPECT_EQ(wait_in(WaitKind::signal, wait_for_signal).signals,
              std::uint64_t{1} << (SIGTERM - 1));
    EXPECT_NE(wait_in(WaitKind::signal, [] { ::pause(); }).signals & 1U, 0U);
}

}  // namespace
}  // namespace hangar::snapshot
