// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <functional>

#include <hangar/suites/runner/shell_job.test.hpp>

namespace hangar::suites {
namespace {

constexpr std::array deaf_to{SIGTTOU, SIGTTIN, SIGTSTP, SIGINT, SIGQUIT, SIGHUP};

struct Answer {
    int value = 0;
    std::array<char, 100> line{};
};

// One to each request, until nobody asks any more.
class Shell {
  public:
    Shell(int control, std::function<void()> become_job)
        : control_(control), become_job_(std::move(become_job)) {}

    [[noreturn]] void serve() {
        for (const int signal : deaf_to) ::signal(signal, SIG_IGN);
        char request = 0;
        while (::read(control_, &request, 1) == 1) {
            Answer answer;
            obey(request, answer);
            if (::write(control_, &answer, sizeof answer) < 0) break;
        }
        if (job_ > 0) ::kill(-job_, SIGKILL);
        ::_exit(0);
    }

  private:
    void obey(char request, Answer& answer) {
        switch (request) {
            case 's':
                answer.value = job_ = start(false);
                break;
            case 'S':
                answer.value = job_ = start(true);
                break;
            case 'f':
                ::tcsetpgrp(STDIN_FILENO, job_);
                break;
            case 't':
                ::tcsetpgrp(STDIN_FILENO, ::getpgrp());
                break;
            case 'c':
                ::kill(-job_, SIGCONT);
                break;
            case 'h':
                ::kill(-job_, SIGHUP);
                break;
            case 'w':
                ::waitpid(job_, &answer.value, WUNTRACED);
                break;
            case 'r':
                if (::read(STDIN_FILENO, answer.line.data(), answer.line.size() - 1) < 0)
                    answer.value = -1;
                break;
        }
    }

    pid_t start(bool in_front) {
        const pid_t child = ::fork();
        ::setpgid(child, 0);
        if (child != 0) return child;
        if (in_front) ::tcsetpgrp(STDIN_FILENO, ::getpgrp());
        for (const int signal : deaf_to) ::signal(signal, SIG_DFL);
        become_job_();
        ::_exit(127);
    }

    int control_;
    std::function<void()> become_job_;
    pid_t job_ = -1;
};

}  // namespace

ShellJob::ShellJob(Place place, std::vector<std::string> arguments)
    : TerminalWindow(std::move(arguments)) {
    std::array<int, 2> ends{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()), 0);
    control_ = os::Fd(ends[0]);
    const os::Fd theirs(ends[1]);
    shell_ = fork_leader(80);
    if (shell_ == 0) {
        control_.reset();
        Shell(theirs.get(), [this] { execute(); }).serve();
    }
    job_ = ask(place == Place::in_front ? 'S' : 's');
}

ShellJob::~ShellJob() {
    if (!ended_) ::kill(-job_, SIGKILL);
    kill_shell();
}

int ShellJob::ask(char request) {
    Answer answer;
    EXPECT_EQ(::write(control_.get(), &request, 1), 1);
    const bool answered = show_until_readable(control_.get());
    EXPECT_TRUE(answered) << "to " << request << ", after " << shown();
    if (answered) {
        EXPECT_EQ(::read(control_.get(), &answer, sizeof answer),
                  static_cast<ssize_t>(sizeof answer));
    }
    line_ = answer.line.data();
    return answer.value;
}

void ShellJob::fg() {
    ask('f');
    ask('c');
}

void ShellJob::bg() {
    take_terminal();
    ask('c');
}

void ShellJob::take_terminal() {
    ask('t');
}

int ShellJob::wait() {
    const int status = ask('w');
    ended_ = WIFEXITED(status) || WIFSIGNALED(status);
    return status;
}

int ShellJob::wait_for_end() {
    const int status = wait();
    EXPECT_FALSE(WIFSTOPPED(status));
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

void ShellJob::hang_up() {
    ask('h');
    ask('c');
}

void ShellJob::kill_shell() {
    if (shell_ > 0) {
        ::kill(shell_, SIGKILL);
        ::waitpid(shell_, nullptr, 0);
    }
    shell_ = -1;
}

std::string ShellJob::read_line() {
    EXPECT_EQ(ask('r'), 0);
    return line_;
}

}  // namespace hangar::suites
