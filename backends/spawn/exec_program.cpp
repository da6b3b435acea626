// SPDX-License-Identifier: Apache-2.0
#include <signal.h>

#include <unistd.h>

#include <algorithm>
#include <hangar/backends/spawn/exec_program.hpp>
#include <hangar/diag/os/hand_over.hpp>
#include <hangar/diag/os/signals.hpp>
#include <hangar/diag/os/vfork.hpp>

namespace hangar::spawn {
namespace {

std::vector<char*> pointers_to(const std::vector<std::string>& strings) {
    std::vector<char*> pointers;
    pointers.reserve(strings.size() + 1);
    for (const std::string& s : strings) pointers.push_back(const_cast<char*>(s.c_str()));
    pointers.push_back(nullptr);
    return pointers;
}

// All that the child needs, made before it exists: between vfork and exec nothing may allocate.
// The child shares our memory, so that `step` and `error` tell us where it failed.
class Preparation {
  public:
    explicit Preparation(const ExecProgram& program)
        : program_(program),
          placements_(program.placements),
          keep_(program.inherit),
          arguments_(pointers_to(program.arguments)),
          environment_(pointers_to(program.environment)),
          parent_(::getpid()) {
        keep_.insert(keep_.end(), {0, 1, 2});
        std::ranges::sort(keep_);
        keep_.erase(std::unique(keep_.begin(), keep_.end()), keep_.end());
    }

    int operator()() noexcept {
        os::reset_signals();
        const bool ready =
            ok(program_.parent_death_signal == 0
                   ? 0
                   : os::set_parent_death_signal(program_.parent_death_signal, parent_),
               "prctl PR_SET_PDEATHSIG") &&
            ok(os::place_fds(placements_), "dup3") &&
            ok(os::close_fds_except(keep_), "close_range") && ok(inherit(), "fcntl F_SETFD");
        if (ready) {
            ok(os::exec_path(program_.path.c_str(), arguments_.data(), environment_.data()),
               "execve");
        }
        return 127;
    }

    [[nodiscard]] int error() const noexcept { return error_; }
    [[nodiscard]] const char* step() const noexcept { return step_; }

  private:
    bool ok(int error, const char* step) noexcept {
        if (error == 0) return true;
        error_ = error;
        step_ = step;
        return false;
    }
    [[nodiscard]] int inherit() const noexcept {
        for (const int fd : program_.inherit) {
            if (const int error = os::keep_over_exec(fd); error != 0) return error;
        }
        return 0;
    }

    const ExecProgram& program_;
    std::vector<os::FdPlacement> placements_;
    std::vector<int> keep_;
    std::vector<char*> arguments_;
    std::vector<char*> environment_;
    pid_t parent_;
    int error_ = 0;
    const char* step_ = "";
};

}  // namespace

os::Result<os::Pidfd> launch(const ExecProgram& program) {
    Preparation child(program);
    auto process = os::vfork_process(child);
    if (!process || child.error() == 0) return process;
    // The child has ended, or is about to: it has nothing left to do but to exit.
    if (process->wait_exit(os::Deadline::after(std::chrono::seconds(5))))
        static_cast<void>(process->collect());
    return os::error(child.error(), child.step(), program.path);
}

std::vector<std::string> current_environment() {
    std::vector<std::string> variables;
    for (char** entry = environ; *entry != nullptr; ++entry) variables.emplace_back(*entry);
    return variables;
}

void end_launched(const os::Pidfd& process) noexcept {
    static_cast<void>(process.signal(SIGKILL));
    static_cast<void>(process.wait_exit(os::Deadline::after(std::chrono::seconds(2))));
    static_cast<void>(process.collect());
}

}  // namespace hangar::spawn
