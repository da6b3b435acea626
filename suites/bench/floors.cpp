// SPDX-License-Identifier: Apache-2.0
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <hangar/backends/runtime/errors.hpp>
#include <hangar/diag/os/fork.hpp>
#include <hangar/diag/os/invariant.hpp>
#include <hangar/suites/bench/floors.hpp>
#include <thread>

extern char** environ;

namespace hangar::bench {
namespace {

using Buffer = std::array<char, 4096>;

void wait_for(pid_t child) {
    int status = 0;
    os::require(::waitpid(child, &status, 0) == child && status == 0,
                "the floor's child ended well");
}

bool read_exactly(int fd, char* into, std::size_t bytes) {
    while (bytes > 0) {
        const ssize_t n = ::read(fd, into, bytes);
        if (n <= 0) return false;
        into += n;
        bytes -= static_cast<std::size_t>(n);
    }
    return true;
}

[[noreturn]] void echo(int fd) {
    Buffer buffer{};
    for (;;) {
        const ssize_t n = ::read(fd, buffer.data(), buffer.size());
        if (n <= 0) ::_exit(0);
        if (::write(fd, buffer.data(), static_cast<std::size_t>(n)) != n) ::_exit(1);
    }
}

os::FdPair tcp_pair() {
    const os::Fd listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* const raw = reinterpret_cast<sockaddr*>(&address);
    socklen_t length = sizeof address;
    os::require(::bind(listener.get(), raw, length) == 0 && ::listen(listener.get(), 1) == 0 &&
                    ::getsockname(listener.get(), raw, &length) == 0,
                "a loopback listener");
    os::Fd client(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    os::require(::connect(client.get(), raw, length) == 0, "a loopback connection");
    os::Fd server(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
    for (const int fd : {client.get(), server.get()}) {
        const int on = 1;
        ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
    return {std::move(client), std::move(server)};
}

}  // namespace

void fork_and_wait() {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(0);
    wait_for(child);
}

void spawn_and_wait() {
    std::array<char, 16> name{"hangar_bench"};
    std::array<char, 16> argument{};
    std::strncpy(argument.data(), end_at_once, argument.size() - 1);
    std::array<char*, 3> arguments{name.data(), argument.data(), nullptr};
    pid_t child = 0;
    os::require(
        ::posix_spawn(&child, "/proc/self/exe", nullptr, nullptr, arguments.data(), environ) == 0,
        "posix_spawn");
    wait_for(child);
}

void start_and_join() {
    std::thread([] {}).join();
}

RawEcho::RawEcho(ipc::Transport transport) {
    // A socket pair and a connected pair of unix sockets are the same to the kernel.
    os::FdPair pair = transport == ipc::Transport::tcp
                          ? tcp_pair()
                          : runtime::value_or_throw(os::make_socketpair());
    auto forked = runtime::value_or_throw(os::fork_process());
    if (forked.in_child()) {
        pair.first.reset();
        echo(pair.second.get());
    }
    socket_ = std::move(pair.first);
    child_ = std::move(forked.child);
}

RawEcho::~RawEcho() {
    socket_.reset();
    static_cast<void>(child_.wait_exit(os::Deadline::after(std::chrono::seconds(5))));
    static_cast<void>(child_.collect());
}

void RawEcho::ping(std::size_t bytes) {
    static Buffer buffer{};
    os::require(::write(socket_.get(), buffer.data(), bytes) == static_cast<ssize_t>(bytes) &&
                    read_exactly(socket_.get(), buffer.data(), bytes),
                "the floor's echo");
}

}  // namespace hangar::bench
