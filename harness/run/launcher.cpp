// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <signal.h>

#include <array>
#include <span>

#include <hangar/diag/os/process_setup.hpp>
#include <hangar/diag/os/signals.hpp>
#include <hangar/diag/os/vfork.hpp>
#include <hangar/harness/run/launcher.hpp>

namespace hangar::run {
namespace {

constexpr int not_executed = 127;

// What the child does, in the runner's memory: nothing here may allocate or take a lock.
struct ChildSteps {
    const char* path;
    char* const* arguments;
    char* const* environment;
    std::array<os::FdPlacement, 4> placements;
    std::size_t given;  // of them
    os::ProcessTag tag;
    pid_t runner;
    bool own_group;
    const char* failed_step = nullptr;
    int code = 0;

    int operator()() noexcept {
        constexpr std::array keep{0, 1, 2, 3};
        os::reset_signals();
        // Refused where the hard limit is lower: then groups and environments tell the origin.
        static_cast<void>(os::set_process_tag(tag));
        if (own_group && fails("setpgid", os::new_process_group())) return not_executed;
        if (fails("prctl", os::set_parent_death_signal(SIGKILL, runner))) return not_executed;
        if (fails("dup2", os::place_fds(std::span(placements).first(given)))) return not_executed;
        if (fails("close_range", os::close_fds_except(std::span(keep).first(given))))
            return not_executed;
        static_cast<void>(fails("exec", os::exec_path(path, arguments, environment)));
        return not_executed;
    }
    bool fails(const char* step, int error_code) noexcept {
        failed_step = step;
        code = error_code;
        return error_code != 0;
    }
};

std::vector<char*> pointers(const std::vector<std::string>& strings) {
    std::vector<char*> all;
    all.reserve(strings.size() + 1);
    for (const auto& each : strings) all.push_back(const_cast<char*>(each.c_str()));
    all.push_back(nullptr);
    return all;
}

}  // namespace

os::Result<Launcher> Launcher::create() {
    auto nothing = os::open_file(AT_FDCWD, "/dev/null", O_RDONLY);
    if (!nothing) return tl::unexpected(nothing.error());
    return Launcher(std::move(*nothing), os::this_process().pid);
}

os::Result<os::Pidfd> Launcher::launch(const LaunchRequest& request) const {
    const auto arguments = pointers(request.arguments);
    ChildSteps steps{
        .path = request.path.c_str(),
        .arguments = arguments.data(),
        .environment = request.environment,
        .placements = {os::FdPlacement{request.input < 0 ? nothing_.get() : request.input, 0},
                       os::FdPlacement{request.output < 0 ? 1 : request.output, 1},
                       os::FdPlacement{request.errors < 0 ? 2 : request.errors, 2},
                       os::FdPlacement{request.socket, 3}},
        .given = request.socket < 0 ? 3U : 4U,
        .tag = request.tag,
        .runner = runner_,
        .own_group = request.own_group};
    auto process = os::vfork_unidentified(steps);
    if (!process || steps.code == 0) return process;
    static_cast<void>(process->wait_exit(os::Deadline::after(std::chrono::seconds(5))));
    static_cast<void>(process->collect());
    return os::error(steps.code, steps.failed_step, request.path);
}

}  // namespace hangar::run
