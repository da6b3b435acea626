// SPDX-License-Identifier: Apache-2.0
#include <sys/resource.h>
#include <unistd.h>

#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/invariant.hpp>
#include <hangar/diag/os/process_setup.hpp>

namespace hangar::os {
namespace {

// A test cannot go on without its scene; it ends here and says so.
template <class T>
T must(Result<T> result) {
    if (!result) broken_invariant(result.error().message().c_str());
    return std::move(*result);
}

void change_fd_limit(unsigned long limit) {
    rlimit now{};
    require(::getrlimit(RLIMIT_NOFILE, &now) == 0, "getrlimit");
    now.rlim_cur = limit;
    require(::setrlimit(RLIMIT_NOFILE, &now) == 0, "setrlimit");
}

}  // namespace

void TestParent::ready(std::string_view message) const {
    require(write_all(channel_.get(), std::string(message) + '\n').has_value(), "the parent hears");
}

void TestParent::hold() const {
    std::byte release{};
    static_cast<void>(read_some(channel_.get(), std::span(&release, 1)));
}

TestChild::TestChild(const std::function<int(TestParent&)>& body) {
    auto ends = must(make_socketpair());
    const pid_t parent_pid = ::getpid();
    auto fork = must(fork_process());
    if (fork.in_child()) {
        if (set_parent_death_signal(SIGKILL, parent_pid) != 0) ::_exit(127);
        ends.first.reset();
        TestParent parent(std::move(ends.second));
        ::_exit(body(parent));
    }
    channel_ = std::move(ends.first);
    handle_ = std::move(fork.child);
}

TestChild::TestChild()
    : TestChild([](TestParent& parent) {
          parent.ready();
          parent.hold();
          return 0;
      }) {
    static_cast<void>(wait_ready());
}

TestChild::~TestChild() {
    static_cast<void>(handle_.signal(SIGKILL));
    static_cast<void>(handle_.wait_exit(soon()));
    static_cast<void>(handle_.collect());
}

std::string TestChild::wait_ready() const {
    std::string line;
    for (char next = 0; next != '\n'; line += next) {
        require(must(wait_readable(channel_.get(), soon())), "the child says something in time");
        const auto got =
            must(read_some(channel_.get(), std::as_writable_bytes(std::span(&next, 1))));
        require(got == 1, "the child says something before it ends");
    }
    line.pop_back();
    return line;
}

WaitStatus TestChild::wait() const {
    require(must(handle_.wait_exit(soon())), "the child ends in time");
    const auto status = must(handle_.collect());
    require(status.has_value(), "what has ended can be collected");
    return *status;
}

NoFreeFd::NoFreeFd() {
    rlimit now{};
    require(::getrlimit(RLIMIT_NOFILE, &now) == 0, "getrlimit");
    before_ = now.rlim_cur;
    // The lowest free number: below it, every one is taken.
    const Fd lowest = must(duplicate(STDIN_FILENO));
    change_fd_limit(static_cast<unsigned long>(lowest.get()));
}

NoFreeFd::~NoFreeFd() {
    change_fd_limit(before_);
}

}  // namespace hangar::os
