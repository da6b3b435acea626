// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <hangar/backends/ipc/bytes.hpp>
#include <hangar/backends/spawn/child_role.hpp>
#include <hangar/backends/spawn/fork_order.hpp>
#include <hangar/backends/spawn/fork_server.hpp>
#include <hangar/backends/spawn/fork_server_role.hpp>
#include <hangar/backends/spawn/forked_child.hpp>
#include <hangar/diag/os/hand_over.hpp>
#include <hangar/diag/os/message_socket.hpp>
#include <hangar/diag/os/proc_stat.hpp>
#include <hangar/diag/os/process_setup.hpp>
#include <hangar/diag/os/sibling.hpp>
#include <hangar/diag/os/signals.hpp>

namespace hangar::spawn {
namespace {

constexpr int setup_failed = 71;  // EX_OSERR

// ThreadSanitizer has a thread of its own, and minds the copies.
#if defined(__SANITIZE_THREAD__)
constexpr bool may_have_threads = true;
#elif defined(__has_feature)
constexpr bool may_have_threads = __has_feature(thread_sanitizer);
#else
constexpr bool may_have_threads = false;
#endif

bool is_alone() {
    if (may_have_threads) return true;
    const auto stat = os::ProcDir::open(::getpid()).and_then(os::read_stat);
    return stat && stat->num_threads == 1;
}

void answer(const ForkAnswer& answer) {
    const ipc::Bytes encoded = ipc::encode(answer);
    // Whoever asked may be gone; then so are we, at the next request.
    static_cast<void>(os::send_message(fork_server_socket, ipc::text_of(encoded)));
}

void refuse(const os::Error& why) {
    answer({0, why.code, why.operation, why.target});
}

void adopt_environment(const std::vector<std::string>& variables) {
    ::clearenv();
    for (const std::string& variable : variables) {
        const std::size_t name = variable.find('=');
        if (name == std::string::npos) continue;
        ::setenv(variable.substr(0, name).c_str(), variable.c_str() + name + 1, 1);
    }
}

// Each descriptor becomes the number that it has in the asker. Gives 0 or an errno.
int place(const std::vector<os::Fd>& fds, const std::vector<int>& numbers) {
    std::vector<os::FdPlacement> placements;
    for (std::size_t i = 0; i < numbers.size(); ++i)
        placements.push_back({fds[i].get(), numbers[i]});
    if (const int failure = os::place_fds(placements); failure != 0) return failure;
    for (const int fd : numbers) {
        if (fd > 2) static_cast<void>(os::set_inheritable(fd, false));
    }
    return 0;
}

[[noreturn]] void be_child(ForkOrder& order, std::vector<os::Fd> fds, ChildMain main) {
    answer({::getpid(), 0, "", ""});
    ::pthread_setname_np(::pthread_self(), order.name.substr(0, 15).c_str());
    if (order.environment) adopt_environment(*order.environment);
    const bool at_home = os::enter_directory(fds.back().get()) == 0;
    if (!at_home || place(fds, order.numbers) != 0) ::_exit(setup_failed);
    // Placed over, or closed with all that is not kept.
    for (os::Fd& fd : fds) static_cast<void>(fd.release());
    ForkedChild child;
    child.main = main;
    child.seed = std::move(order.seed);
    child.keep = std::move(order.numbers);
    std::copy_n(order.output.begin(), child.output.size(), child.output.begin());
    live_as_forked_child(child, order.parent);
}

void serve(os::Message message, ChildMain main, bool alone) {
    auto order = ipc::decode<ForkOrder>(ipc::bytes_of(message.data));
    if (!order) return refuse({EPROTO, "read a fork order", order.error().message()});
    if (message.fds.size() != order->numbers.size() + 1 || order->output.size() != 3)
        return refuse({EPROTO, "read a fork order", "descriptors are missing"});
    if (!alone) {
        return refuse({ENOTSUP, "fork in the fork server",
                       "the program starts threads before main; use exec or fork_worker"});
    }
    const auto pid = os::clone_sibling();
    if (!pid) return refuse(pid.error());
    if (*pid == 0) be_child(*order, std::move(message.fds), main);
}

}  // namespace

bool is_fork_server() {
    return ::getenv(fork_server_variable) != nullptr;
}

int serve_forks(ChildMain main) {
    ::unsetenv(fork_server_variable);
    static_cast<void>(os::set_inheritable(fork_server_socket, false));
    // What is sent to the whole group is for those who work in it: this ends with its socket.
    os::block_for_good(os::SignalSet::all());
    note_child_role();
    const bool alone = is_alone();
    for (;;) {
        auto message = os::receive_message(fork_server_socket);
        if (!message) {
            refuse(message.error());
        } else if (*message) {
            serve(std::move(**message), main, alone);
        } else {
            return 0;
        }
    }
}

}  // namespace hangar::spawn
