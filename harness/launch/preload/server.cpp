// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <hangar/harness/launch/preload/fitness.hpp>
#include <hangar/harness/launch/preload/order.hpp>
#include <hangar/harness/launch/preload/server.hpp>

// NOLINTBEGIN(modernize-avoid-c-arrays,cppcoreguidelines-no-malloc): there is no C++ library here
namespace hangar::preload {
namespace {

constexpr int socket_number = 3;  // as launch::server_socket
constexpr int not_launched = 127;
constexpr const char* empty_filter = "--gtest_filter=-*";  // as launch::empty_filter
constexpr const char* filter_flag = "--gtest_filter=";

// The fields of launch::Answer, each ended by a NUL. Whoever asked may be gone: so are we then, at
// the next order.
void answer(pid_t pid, int code, const char* step) {
    char text[256];
    int size = std::snprintf(text, sizeof text, "%d%c%d%c%s", pid, 0, code, 0, step) + 1;
    if (size > static_cast<int>(sizeof text)) size = sizeof text;
    static_cast<void>(::send(socket_number, text, static_cast<std::size_t>(size), MSG_NOSIGNAL));
}

struct Message {
    char* text = nullptr;
    std::size_t size = 0;
    int output = -1;  // that came with it
};

int descriptor_of(msghdr& message) {
    int fd = -1;
    const cmsghdr* header = CMSG_FIRSTHDR(&message);
    if (header != nullptr && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS)
        std::memcpy(&fd, CMSG_DATA(header), sizeof fd);
    return fd;
}

// False at the end of the runner. The text is to be freed.
bool receive(Message& into) {
    ssize_t size = 0;
    do size = ::recv(socket_number, nullptr, 0, MSG_PEEK | MSG_TRUNC);
    while (size < 0 && errno == EINTR);
    if (size <= 0) return false;
    into.size = static_cast<std::size_t>(size);
    into.text = static_cast<char*>(std::malloc(into.size));
    if (into.text == nullptr) return false;
    iovec part{into.text, into.size};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))];
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    do size = ::recvmsg(socket_number, &message, MSG_CMSG_CLOEXEC);
    while (size < 0 && errno == EINTR);
    if (size >= 0) into.output = descriptor_of(message);
    return size >= 0;
}

// A copy that is the runner's child, as os::clone_sibling() makes it.
pid_t clone_sibling() {
    int* id = nullptr;
    void* robust_list = nullptr;
    std::size_t size = 0;
    int adopts_orphans = 0;
    if (::prctl(PR_GET_TID_ADDRESS, &id) != 0 ||
        ::prctl(PR_GET_CHILD_SUBREAPER, &adopts_orphans) != 0 ||
        ::syscall(SYS_get_robust_list, 0, &robust_list, &size) != 0)
        return -1;
    constexpr unsigned long flags =
        CLONE_PARENT | CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID | SIGCHLD;
#ifdef __x86_64__
    const long pid = ::syscall(SYS_clone, flags, nullptr, nullptr, id, nullptr);
#else
    const long pid = ::syscall(SYS_clone, flags, nullptr, nullptr, nullptr, id);
#endif
    if (pid == 0) ::syscall(SYS_set_robust_list, robust_list, size);
    if (pid == 0 && adopts_orphans != 0) ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    return static_cast<pid_t>(pid);
}

// What the program has printed by now stands at the head of the test's output.
void copy_beginning(int output) {
    char part[4096];
    off_t offset = 0;
    for (ssize_t size = 0; (size = ::pread(STDOUT_FILENO, part, sizeof part, offset)) > 0;) {
        if (::write(output, part, static_cast<std::size_t>(size)) != size) return;
        offset += size;
    }
}

// Refused where the hard limit is lower: then groups and environments tell the origin.
void set_tag(unsigned long long tag) {
    rlimit limit{};
    if (::getrlimit(RLIMIT_LOCKS, &limit) != 0) return;
    limit.rlim_cur = tag;
    static_cast<void>(::setrlimit(RLIMIT_LOCKS, &limit));
}

void adopt(const Order& order) {
    for (char* each = order.first_variable(); each != nullptr; each = order.next_variable(each)) {
        char* equals = std::strchr(each, '=');
        if (equals == nullptr) continue;
        *equals = '\0';
        static_cast<void>(::setenv(each, equals + 1, 1));
        *equals = '=';
    }
}

// In its place, as far as that is long enough: the runner sees to it that it is.
void write_filter(int argc, char** argv, const char* filter) {
    for (int i = 1; i < argc; ++i) {
        const std::size_t place = std::strlen(argv[i]);
        const std::size_t flag = std::strlen(filter_flag);
        if (std::strncmp(argv[i], empty_filter, std::strlen(empty_filter)) != 0) continue;
        if (flag + std::strlen(filter) > place) continue;
        std::memset(argv[i] + flag, 0, place - flag);
        std::memcpy(argv[i] + flag, filter, std::strlen(filter));
        return;
    }
}

void require(bool done, const char* step) {
    if (done) return;
    answer(::getpid(), errno, step);
    ::_exit(not_launched);
}

bool dies_with(pid_t runner) {
    if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return false;
    errno = ESRCH;
    return ::getppid() == runner;
}

void become_test(const Order& order, int output, int argc, char** argv) {
    set_tag(order.tag());
    require(::setpgid(0, 0) == 0, "setpgid");
    require(dies_with(order.runner()), "prctl");
    copy_beginning(output);
    require(::dup2(output, STDOUT_FILENO) >= 0 && ::dup2(output, STDERR_FILENO) >= 0, "dup2");
    ::close(output);
    adopt(order);
    write_filter(argc, argv, order.filter());
    answer(::getpid(), 0, "");
    ::close(socket_number);
}

// Whether this is now a test's process, with that order.
bool carry_out(const Message& message, int argc, char** argv) {
    Order order;
    if (message.output < 0 || !order.read(message.text, message.size)) {
        answer(0, EPROTO, "read an order");
        return false;
    }
    const pid_t pid = clone_sibling();
    if (pid < 0) answer(0, errno, "clone");
    if (pid == 0) become_test(order, message.output, argc, argv);
    return pid == 0;
}

}  // namespace

void serve(int argc, char** argv) {
    std::fflush(nullptr);
    if (const char* reason = unfit(socket_number)) {
        answer(0, ENOTSUP, reason);
        ::_exit(0);
    }
    // What is meant for tests is not for it; a copy has the program's own mask again.
    sigset_t all;
    sigset_t own;
    ::sigfillset(&all);
    ::sigprocmask(SIG_SETMASK, &all, &own);
    answer(0, 0, "");
    for (bool is_test = false; !is_test;) {
        Message message;
        if (!receive(message)) ::_exit(0);
        is_test = carry_out(message, argc, argv);
        if (!is_test && message.output >= 0) ::close(message.output);
        std::free(message.text);
    }
    ::sigprocmask(SIG_SETMASK, &own, nullptr);
}

}  // namespace hangar::preload
// NOLINTEND(modernize-avoid-c-arrays,cppcoreguidelines-no-malloc)
