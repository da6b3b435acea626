// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include <hangar/diag/os/fd.hpp>
#include <hangar/suites/runner/terminal_window.test.hpp>

namespace hangar::suites {

enum class Place { in_front, in_the_background };

// A `hangar run` that is a shell's job: a process group of its own, to which the shell gives the
// terminal and from which it takes it. The shell does as it is told here, and nothing else: it sets
// no mode of the terminal. Shell and job are gone when this is.
class ShellJob : public TerminalWindow {
  public:
    ShellJob(Place place, std::vector<std::string> arguments);
    ~ShellJob();

    [[nodiscard]] pid_t pid() const noexcept { return job_; }
    // What the shell's builtins do: the terminal first, then SIGCONT if it is stopped.
    void fg();
    void bg();
    // The terminal is the shell's again, as when a job has stopped.
    void take_terminal();
    // Until it stops or ends: what waitpid() tells.
    int wait();
    // Until it ends: its exit status; minus the signal.
    int wait_for_end();
    // A shell passes on that its terminal is gone.
    void hang_up();
    // Nobody is there any more to wait for it.
    void kill_shell();
    // The next line that the shell reads.
    std::string read_line();

  private:
    int ask(char request);

    os::Fd control_;
    pid_t shell_ = -1;
    pid_t job_ = -1;
    std::string line_;  // what the shell has read
    bool ended_ = false;
};

}  // namespace hangar::suites
