// SPDX-License-Identifier: Apache-2.0
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <array>
#include <hangar/backends/actor/log.hpp>
#include <hangar/backends/actor/socket_path.hpp>
#include <hangar/backends/runtime/errors.hpp>
#include <hangar/backends/spawn/child_role.hpp>
#include <hangar/backends/spawn/exec_program.hpp>
#include <hangar/diag/os/message_socket.hpp>
#include <hangar/diag/os/random.hpp>
#include <hangar/diag/os/subtree.hpp>
#include <hangar/diag/os/wait_any.hpp>
#include <hangar/harness/gtest/daemon.hpp>

namespace hangar {
namespace {

using runtime::value_or_throw;

constexpr std::chrono::seconds kill_limit{5};

actor::DaemonOrder order_of(const DaemonOptions& options, const std::string& secret,
                            const actor::FunctionRef& function, ipc::Bytes arguments) {
    const actor::TreeOptions& tree = options.tree;
    actor::DaemonOrder order;
    order.name = options.name;
    order.backend = tree.backend;
    order.transport = tree.transport;
    order.secret = secret;
    order.settings = actor::TreeSettings::of(tree);
    order.log_levels = actor::log_levels().text();
    order.function = function.name;
    order.module = function.module;
    order.offset = function.offset;
    order.arguments = std::move(arguments);
    return order;
}

}  // namespace

Daemon::Daemon(const DaemonOptions& options) : Daemon(options, {}, {}) {}

Daemon::Daemon(const DaemonOptions& options, const actor::FunctionRef& function,
               ipc::Bytes arguments)
    : secret_(options.tree.secret), end_limit_(options.end_limit) {
    if (options.program.empty()) spawn::require_child_role("daemon");
    if (secret_.empty()) secret_ = value_or_throw(os::Secret::generate()).hex();
    const auto output = value_or_throw(spawn::BootOutput::make());
    os::FdPair ends = value_or_throw(os::make_message_pair());
    line_ = std::move(ends.first);
    start(options, output, std::move(ends.second));
    const ipc::Bytes order =
        ipc::encode(order_of(options, secret_, function, std::move(arguments)));
    // One that has ended already is found out next.
    static_cast<void>(os::send_message(line_.get(), ipc::text_of(order)));
    wait_until_ready(options, output);
}

void Daemon::start(const DaemonOptions& options, const spawn::BootOutput& output, os::Fd theirs) {
    spawn::ExecProgram program;
    program.path = options.program.empty() ? "/proc/self/exe" : options.program;
    program.arguments = {options.program.empty() ? spawn::role_program_name() : options.program};
    if (options.program.empty())
        program.arguments.insert(program.arguments.end(), {"daemon", options.name});
    program.arguments.insert(program.arguments.end(), options.arguments.begin(),
                             options.arguments.end());
    program.environment = spawn::current_environment();
    program.environment.push_back(fmt::format("{}={}:{}:{}:{}", actor::daemon_variable,
                                              theirs.get(), output.file(), output.out(),
                                              output.err()));
    program.inherit = {theirs.get()};
    program.parent_death_signal = SIGTERM;
    if (output.diverts()) {
        program.placements = {{output.file(), 1}, {output.file(), 2}};
        program.inherit.insert(program.inherit.end(), {output.file(), output.out(), output.err()});
    }
    process_ = value_or_throw(spawn::launch(program));
}

// Races its word, its end and the limit.
void Daemon::wait_until_ready(const DaemonOptions& options, const spawn::BootOutput& output) {
    const std::array fds{line_.get(), process_.fd()};
    static_cast<void>(os::wait_any_readable(fds, os::Deadline::after(options.ready_limit)));
    if (os::wait_readable(line_.get(), os::Deadline::after({})).value_or(false)) {
        const auto message = os::receive_message(line_.get());
        const auto ready = message && *message
                               ? ipc::decode<actor::DaemonReady>(ipc::bytes_of((*message)->data))
                               : ipc::decode<actor::DaemonReady>({});
        if (ready) {
            address_ = ready->address;
            return;
        }
    }
    give_up(options, output);
}

void Daemon::give_up(const DaemonOptions& options, const spawn::BootOutput& output) {
    // Its line is closed a moment before it has ended.
    constexpr std::chrono::milliseconds last_moment{500};
    const bool ended = process_.wait_exit(os::Deadline::after(last_moment)).value_or(false);
    end_limit_ = {};
    const os::WaitStatus status = end();
    const std::string tail = output.tail();
    throw DaemonError(fmt::format("daemon {} {}: {}{}{}", options.name,
                                  ended ? "ended before it was ready" : "kept silent and was ended",
                                  status.describe(),
                                  tail.empty() ? "" : "; its last output: ", tail));
}

actor::TreeOptions Daemon::guest_options(actor::TreeOptions tree) const {
    tree.registry = true;
    tree.registrars = {address_};
    tree.secret = secret_;
    return tree;
}

os::WaitStatus Daemon::end() {
    if (status_) return *status_;
    line_.reset();
    bool ended = value_or_throw(process_.wait_exit(os::Deadline::after(end_limit_)));
    if (!ended) {
        // It may end at this very moment: that is what is wanted.
        static_cast<void>(process_.signal(SIGTERM));
        ended = value_or_throw(process_.wait_exit(os::Deadline::after(std::chrono::seconds(1))));
    }
    std::vector<pid_t> gone{process_.id().pid};
    if (!ended) {
        const auto killed = os::kill_subtree(process_, os::Deadline::after(kill_limit));
        for (const auto& each : killed.killed) gone.push_back(each.id.pid);
    }
    static_cast<void>(value_or_throw(process_.wait_exit(os::Deadline::after(kill_limit))));
    const auto status = value_or_throw(process_.collect());
    if (!status) throw runtime::OsError({ETIMEDOUT, "end daemon", "it does not end"});
    if (!status->success()) actor::remove_sockets_of(gone);
    return status_.emplace(*status);
}

Daemon::~Daemon() {
    if (status_ || !process_) return;
    try {
        const os::WaitStatus status = end();
        EXPECT_TRUE(status.success()) << "a daemon's end: " << status.describe();
    } catch (const runtime::OsError& e) {
        ADD_FAILURE() << e.what();
    }
}

}  // namespace hangar
