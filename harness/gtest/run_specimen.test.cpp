// SPDX-License-Identifier: Apache-2.0
// Not a test itself: how the tests of this folder run a program.
#include <gtest/gtest.h>
#include <spawn.h>

#include <filesystem>
#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/pidfd.hpp>
#include <hangar/harness/gtest/specimens/run_specimen.hpp>

namespace hangar {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t most_output = 256U << 20U;

std::vector<char*> pointers(std::vector<std::string>& strings) {
    std::vector<char*> out;
    for (std::string& string : strings) out.push_back(string.data());
    out.push_back(nullptr);
    return out;
}

// Where one of its streams goes, and where that is read from.
os::FdPair make_output(SpecimenOutput output) {
    if (output == SpecimenOutput::undrained_pipe) return os::make_pipe().value();
    os::Fd file = os::make_capture_file("specimen").value();
    os::Fd same = os::duplicate(file.get()).value();
    return {std::move(file), std::move(same)};
}

std::string contents(os::FdPair& output, SpecimenOutput kind) {
    output.second.reset();
    if (kind == SpecimenOutput::undrained_pipe)
        return os::read_all(output.first.get(), most_output).value();
    return os::read_at(output.first.get(), 0, most_output).value();
}

os::Pidfd start(std::vector<std::string> command, std::vector<std::string> environment, int out,
                int err) {
    posix_spawn_file_actions_t actions{};
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, out, 1);
    posix_spawn_file_actions_adddup2(&actions, err, 2);
    pid_t pid = 0;
    const int failed = ::posix_spawn(&pid, command[0].c_str(), &actions, nullptr,
                                     pointers(command).data(), pointers(environment).data());
    posix_spawn_file_actions_destroy(&actions);
    EXPECT_EQ(failed, 0) << command[0];
    return os::Pidfd::open(pid).value();
}

}  // namespace

SpecimenRun run_specimen(const std::string& program, const std::vector<std::string>& arguments,
                         const std::vector<std::string>& environment, SpecimenOutput output) {
    const auto self = std::filesystem::read_symlink("/proc/self/exe");
    std::vector<std::string> command{(self.parent_path() / program).string()};
    command.insert(command.end(), arguments.begin(), arguments.end());
    os::FdPair out = make_output(output);
    os::FdPair err = make_output(output);
    const os::Pidfd child = start(command, environment, out.second.get(), err.second.get());
    SpecimenRun run;
    run.in_time = child.wait_exit(os::Deadline::after(60s)).value();
    if (!run.in_time) {
        EXPECT_TRUE(child.signal(SIGKILL)) << program;
        EXPECT_TRUE(child.wait_exit(os::Deadline::after(60s)).value()) << program;
    }
    run.status = child.collect().value().value();
    run.out = contents(out, output);
    run.err = contents(err, output);
    return run;
}

}  // namespace hangar
