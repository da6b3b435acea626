// SPDX-License-Identifier: Apache-2.0
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <thread>

#include <hangar/diag/os/fork.hpp>
#include <hangar/diag/os/invariant.hpp>
#include <hangar/diag/os/proc_syscall.hpp>
#include <hangar/diag/os/process_setup.hpp>
#include <hangar/diag/unwind/specimens/patient.hpp>

namespace hangar::unwind {
namespace {

os::Deadline soon() {
    return os::Deadline::after(std::chrono::seconds(20));
}

// A test cannot go on without its scene; it ends here and says so.
template <class T>
T must(os::Result<T> result) {
    if (!result) os::broken_invariant(result.error().message().c_str());
    return std::move(*result);
}

[[noreturn]] void execute(int channel, std::vector<std::string> arguments) {
    std::vector<char*> pointers;
    for (std::string& argument : arguments) pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    static_cast<void>(os::replace_fd(channel, 0));
    static_cast<void>(os::replace_fd(channel, 1));
    static_cast<void>(os::set_parent_death_signal(SIGKILL, ::getppid()));
    static_cast<void>(os::exec_path(pointers[0], pointers.data(), environ));
    ::_exit(127);
}

bool at_rest(const os::ProcDir& process, pid_t tid) {
    const auto thread = process.task(tid);
    const auto syscall = thread ? os::read_syscall(*thread) : tl::unexpected(thread.error());
    return syscall && syscall->at_rest();
}

}  // namespace

std::string Patient::path_of(const std::string& program) {
    const auto self = std::filesystem::read_symlink("/proc/self/exe");
    return (self.parent_path() / "specimens" / program).string();
}

Patient::Patient(const std::string& program, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(),
                     program.starts_with('/') ? program : Patient::path_of(program));
    auto ends = must(os::make_socketpair());
    auto fork = must(os::fork_process());
    if (fork.in_child()) execute(ends.second.get(), std::move(arguments));
    channel_ = std::move(ends.first);
    handle_ = std::move(fork.child);
    os::require(read_line().starts_with("ready"), "the specimen comes up");
}

Patient::~Patient() {
    static_cast<void>(handle_.signal(SIGKILL));
    static_cast<void>(handle_.wait_exit(soon()));
    static_cast<void>(handle_.collect());
}

os::ProcDir Patient::proc() const {
    return must(os::ProcDir::open(handle_.id()));
}

std::vector<pid_t> Patient::tids() const {
    return must(proc().numbers("task"));
}

bool Patient::wait_at_rest(std::size_t count) const {
    const os::Deadline deadline = soon();
    const os::ProcDir process = proc();
    while (!deadline.passed()) {
        const auto tids = must(process.numbers("task"));
        const auto resting =
            std::ranges::count_if(tids, [&](pid_t tid) { return at_rest(process, tid); });
        if (static_cast<std::size_t>(resting) >= count) return true;
        std::this_thread::yield();
    }
    return false;
}

std::string Patient::read_line() const {
    std::string line;
    for (char next = 0; next != '\n'; line += next) {
        os::require(must(os::wait_readable(channel_.get(), soon())), "it says something in time");
        const auto got =
            must(os::read_some(channel_.get(), std::as_writable_bytes(std::span(&next, 1))));
        os::require(got == 1, "it says something before it ends");
    }
    line.pop_back();
    return line;
}

}  // namespace hangar::unwind
