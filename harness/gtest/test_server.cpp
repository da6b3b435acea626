// SPDX-License-Identifier: Apache-2.0
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <hangar/diag/os/message_socket.hpp>
#include <hangar/diag/os/process_setup.hpp>
#include <hangar/diag/os/sibling.hpp>
#include <hangar/diag/os/signal_safe.hpp>
#include <hangar/diag/os/signals.hpp>
#include <hangar/harness/gtest/flags.hpp>
#include <hangar/harness/gtest/launch_fitness.hpp>
#include <hangar/harness/gtest/test_capture.hpp>
#include <hangar/harness/gtest/test_server.hpp>

namespace hangar {
namespace {

constexpr int not_launched = 127;

void adopt(const std::vector<std::string>& variables) {
    for (const std::string& variable : variables) {
        const auto name = variable.find('=');
        if (name == std::string::npos) continue;
        ::setenv(variable.substr(0, name).c_str(), variable.c_str() + name + 1, 1);
    }
}

}  // namespace

std::optional<TestServer> TestServer::asked(int argc, char** argv) {
    if (process_environment(launch::server_variable).empty()) return std::nullopt;
    ::unsetenv(launch::server_variable);
    if (process_environment(launch::bind_variable) == launch::bind_by_us)
        ::unsetenv(launch::bind_variable);
    static_cast<void>(os::set_inheritable(launch::server_socket, false));
    return TestServer(os::Fd(launch::server_socket),
                      CommandTitle::find(argc, argv, launch::empty_filter));
}

launch::TestOrder TestServer::serve() {
    flush_stdio();
    if (const std::string unfit = unfit_for_forks(socket_.get()); !unfit.empty()) {
        answer({0, ENOTSUP, unfit});
        os::signal_safe::end_process(0);
    }
    // Once for all copies; GoogleTest's report has the local time.
    ::tzset();
    TestCapture::prepare();
    // What is meant for tests is not for it; a copy has the program's own mask again.
    const os::ScopedSignalBlock quiet(os::SignalSet::all());
    answer({});
    for (;;) {
        auto message = os::receive_message(socket_.get());
        if (message && !*message) os::signal_safe::end_process(0);
        if (!message) {
            answer({0, message.error().code, message.error().operation});
            continue;
        }
        auto order = launch::decode_order((*message)->data);
        auto& fds = (*message)->fds;
        if (!order || fds.size() != launch::order_fds)
            answer({0, EPROTO, "read an order"});
        else if (carry_out(*order, fds.front().get())) {
            fds.front().reset();
            files_ = {std::move(fds[1]), std::move(fds[2]), std::move(fds[3])};
            return *std::move(order);
        }
    }
}

bool TestServer::carry_out(const launch::TestOrder& order, int output) {
    const auto pid = os::clone_sibling();
    if (!pid) answer({0, pid.error().code, pid.error().operation});
    if (!pid || *pid != 0) return false;
    become_test(order, output);
    return true;
}

void TestServer::become_test(const launch::TestOrder& order, int output) {
    // Refused where the hard limit is lower: then groups and environments tell the origin.
    static_cast<void>(os::set_process_tag(order.tag));
    require(os::new_process_group(), "setpgid");
    require(os::set_parent_death_signal(SIGKILL, order.runner), "prctl");
    if (!os::signal_safe::is_empty(1)) os::signal_safe::copy_file(1, output);
    for (const int stream : {1, 2})
        if (const auto placed = os::replace_fd(output, stream); !placed)
            require(placed.error().code, "dup2");
    adopt(order.variables);
    title_.write("--gtest_filter=" + order.filter);
    answer({::getpid(), 0, ""});
    socket_.reset();
}

void TestServer::require(int code, const char* step) const {
    if (code == 0) return;
    answer({::getpid(), code, step});
    os::signal_safe::end_process(not_launched);
}

// Whoever asked may be gone; then so are we, at the next order.
void TestServer::answer(const launch::Answer& answer) const {
    static_cast<void>(os::send_message(socket_.get(), launch::encode(answer)));
}

}  // namespace hangar
