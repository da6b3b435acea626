// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>

// What every animal of the zoo needs: each is a small program of its own that makes one mistake on
// purpose (or, a near-miss, looks as if it did), says so, and stays as it is. They use nothing of
// hangar, and plain system calls, as the programs that people write do.
namespace zoo {

// One line on standard output for whoever watches. "pid N": N is part of it; "ready": in position;
// "skip REASON": it cannot be shown here.
inline void say(const std::string& line) {
    const std::string text = line + '\n';
    if (::write(STDOUT_FILENO, text.data(), text.size()) < 0) std::abort();
}
inline void concerned(pid_t pid) {
    say("pid " + std::to_string(pid));
}
inline void ready() {
    say("ready");
}
// What this machine, or this user, cannot show.
[[noreturn]] inline void skip(const std::string& reason) {
    say("skip " + reason);
    ::_exit(0);
}

// No animal outlives its keeper, or two minutes.
inline void begin() {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::alarm(120);
}

// A child that does `body`; its pid.
template <class Body>
pid_t fork_child(Body body) {
    const pid_t pid = ::fork();
    if (pid < 0) std::abort();
    if (pid > 0) return pid;
    begin();
    body();
    ::_exit(0);
}

struct Pipe {
    int read = -1;
    int write = -1;
};
inline Pipe make_pipe(int flags = O_CLOEXEC) {
    int ends[2];
    if (::pipe2(ends, flags) != 0) std::abort();
    return {ends[0], ends[1]};
}

// Until somebody writes a byte, resp. for whoever waits so.
inline void wait_for(const Pipe& gate) {
    char byte = 0;
    if (::read(gate.read, &byte, 1) != 1) std::abort();
}
inline void open_gate(const Pipe& gate) {
    if (::write(gate.write, "x", 1) != 1) std::abort();
}

inline void wait_for(const std::atomic<int>& counter, int value) {
    while (counter.load() < value) std::this_thread::yield();
}

// Until thread `tid` of this process is blocked in a futex call.
inline void wait_until_asleep(pid_t tid) {
    const std::string path = "/proc/self/task/" + std::to_string(tid) + "/syscall";
    for (std::string line; line.rfind("202 ", 0) != 0; std::this_thread::yield()) {
        line.assign(4, ' ');
        const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        if (::read(fd, line.data(), line.size()) < 0) line.clear();
        ::close(fd);
    }
}

// More than any pipe or socket of the zoo holds.
inline std::string flood() {
    return std::string(std::size_t{8} << 20U, 'x');
}
inline void write_all(int fd, const std::string& text) {
    std::size_t done = 0;
    while (done < text.size()) {
        const ssize_t count = ::write(fd, text.data() + done, text.size() - done);
        if (count < 0) std::abort();
        done += static_cast<std::size_t>(count);
    }
}

}  // namespace zoo
