// SPDX-License-Identifier: Apache-2.0
#include <signal.h>
#include <unistd.h>

#include <charconv>
#include <filesystem>
#include <hangar/diag/os/fork.hpp>
#include <hangar/diag/os/invariant.hpp>
#include <hangar/diag/os/orphans.hpp>
#include <hangar/diag/os/process_setup.hpp>
#include <hangar/diag/os/subtree.hpp>
#include <hangar/suites/zoo/animal.hpp>

namespace hangar::zoo_test {
namespace {

os::Deadline soon() {
    return os::Deadline::after(std::chrono::seconds(30));
}

// A test cannot go on without its scene; it ends here and says so.
template <class T>
T must(os::Result<T> result) {
    if (!result) os::broken_invariant(result.error().message().c_str());
    return std::move(*result);
}

std::string path_of(const std::string& build, const std::string& name) {
    const auto self = std::filesystem::read_symlink("/proc/self/exe");
    return (self.parent_path() / "zoo" / build / name).string();
}

[[noreturn]] void execute(int output, std::string path) {
    char* arguments[] = {path.data(), nullptr};
    static_cast<void>(os::replace_fd(output, STDOUT_FILENO));
    static_cast<void>(os::exec_path(path.c_str(), arguments, environ));
    ::_exit(127);
}

}  // namespace

Animal::Animal(const std::string& build, const std::string& name) {
    auto ends = must(os::make_pipe());
    auto fork = must(os::fork_process());
    if (fork.in_child()) execute(ends.second.get(), path_of(build, name));
    output_ = std::move(ends.first);
    handle_ = std::move(fork.child);
    ends.second.reset();
    constexpr std::string_view skip = "skip ";
    for (std::string line = read_line(); line != "ready"; line = read_line()) {
        if (line.starts_with(skip)) {
            missing_ = line.substr(skip.size());
            return;
        }
        pid_t pid = 0;
        if (line.starts_with("pid "))
            std::from_chars(line.data() + 4, line.data() + line.size(), pid);
        if (pid != 0) concerned_.push_back(pid);
    }
}

Animal::~Animal() {
    static_cast<void>(os::kill_descendants(soon()));
    static_cast<void>(handle_.collect());
    static_cast<void>(os::collect_orphans());
}

std::string Animal::read_line() {
    std::string line;
    for (char next = 0; next != '\n'; line += next) {
        os::require(must(os::wait_readable(output_.get(), soon())), "the animal says something");
        const auto got =
            must(os::read_some(output_.get(), std::as_writable_bytes(std::span(&next, 1))));
        os::require(got == 1, "the animal says that it is ready before it ends");
    }
    line.pop_back();
    return line;
}

void become_keeper() {
    os::require(os::set_subreaper() == 0, "the test program adopts orphans");
}

}  // namespace hangar::zoo_test
