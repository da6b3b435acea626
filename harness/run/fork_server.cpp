// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <cerrno>

#include <hangar/backends/runtime/scopes.hpp>
#include <hangar/diag/os/new_process.hpp>
#include <hangar/diag/os/proc_text.hpp>
#include <hangar/diag/os/signal_safe.hpp>
#include <hangar/harness/report/output_tail.hpp>
#include <hangar/harness/run/fork_server.hpp>
#include <hangar/harness/run/gtest_filter.hpp>

namespace hangar::run {
namespace {

using namespace std::chrono_literals;

// A fork is a matter of milliseconds, also of a large process on a busy machine.
constexpr os::Duration patience_with_a_fork = 10s;
constexpr os::Duration patience_at_the_end = 2s;
constexpr std::size_t quoted_of_its_output = 1U << 10U;

// As long as the longest that is to be written over it.
std::string title_for(const Program& program) {
    std::string title(launch::empty_filter);
    std::size_t longest = 0;
    for (const auto& test : program.tests) longest = std::max(longest, test.info.name.size());
    const std::size_t whole = std::string_view("--gtest_filter=").size() + longest;
    if (title.size() < whole) title.append(whole - title.size(), '*');
    return title;
}

}  // namespace

runtime::Task<os::Result<std::unique_ptr<ForkServer>>> ForkServer::start(Services& services,
                                                                         const Program& program) {
    using Started = os::Result<std::unique_ptr<ForkServer>>;
    auto ends = os::make_message_pair();
    if (!ends) co_return Started(tl::unexpected(ends.error()));
    auto output = os::make_capture_file("fork server output");
    if (!output) co_return Started(tl::unexpected(output.error()));
    auto report = os::make_memory_file("gtest report");
    if (!report) co_return Started(tl::unexpected(report.error()));
    std::unique_ptr<ForkServer> server(
        new ForkServer(services, std::move(ends->first), std::move(*output), std::move(*report)));
    const auto launched = server->launch(program, ends->second.get());
    ends->second.reset();
    if (!launched) co_return Started(tl::unexpected(launched.error()));
    auto answering = server->next_answer(services.options.listing_timeout);
    const auto answer = co_await std::move(answering);
    if (!answer) co_return Started(tl::unexpected(answer.error()));
    if (answer->code != 0)
        co_return Started(tl::unexpected(os::Error{answer->code, answer->step, program.path}));
    server->serves_ = true;
    co_return Started(std::move(server));
}

os::Status ForkServer::launch(const Program& program, int socket) {
    std::vector<std::string> arguments{program.path};
    const auto& own = services_.options.arguments;
    arguments.insert(arguments.end(), own.begin(), own.end());
    arguments.push_back(fmt::format("--gtest_output=xml:/proc/{}/fd/{}",
                                    services_.launcher.runner(), report_.get()));
    arguments.push_back(title_for(program));
    std::vector<std::string> variables{
        fmt::format("{}={}", launch::server_variable, launch::server_socket)};
    if (!services_.environment.has(launch::bind_variable))
        variables.push_back(fmt::format("{}={}", launch::bind_variable, launch::bind_by_us));
    if (program.preloads) {
        const auto library = services_.preload.file();
        if (!library) return tl::unexpected(library.error());
        variables.push_back(fmt::format("{}=/proc/{}/fd/{}", launch::preload_variable,
                                        services_.launcher.runner(), *library));
    }
    const auto environment = services_.environment.with(std::move(variables));
    tag_ = services_.next_tag();
    auto process = services_.launcher.launch({.path = program.path,
                                              .arguments = arguments,
                                              .environment = environment.data(),
                                              .output = output_.get(),
                                              .errors = output_.get(),
                                              .tag = tag_,
                                              .socket = socket});
    if (!process) return tl::unexpected(process.error());
    process_ = std::move(*process);
    services_.orphans.launched(process_.id().pid);
    return {};
}

ForkServer::~ForkServer() {
    if (!process_) return;
    static_cast<void>(process_.signal(SIGKILL));
    static_cast<void>(process_.wait_exit(os::Deadline::after(patience_at_the_end)));
    static_cast<void>(process_.collect());
    services_.orphans.collected(process_.id().pid);
    if (serves_) return;
    // What it has started is no test's, and was not to be: the program is executed instead.
    const Lineage origin{tag_, process_.id().pid, "(fork server)"};
    for (const auto& left : services_.orphans.living(origin))
        static_cast<void>(left.signal(SIGKILL));
}

runtime::Task<os::Result<os::Pidfd>> ForkServer::fork(const launch::TestOrder& order,
                                                      std::vector<int> descriptors) {
    using Forked = os::Result<os::Pidfd>;
    const Orphans::Expectation a_child(services_.orphans);
    os::signal_safe::empty_file(report_.get());
    const auto sent = os::send_message(socket_.get(), launch::encode(order), descriptors);
    if (!sent) co_return Forked(tl::unexpected(os::Error{EPIPE, "fork", last_words()}));
    auto answering = next_answer(patience_with_a_fork);
    const auto answer = co_await std::move(answering);
    if (!answer) co_return Forked(tl::unexpected(answer.error()));
    if (answer->pid == 0)
        co_return Forked(tl::unexpected(os::Error{answer->code, answer->step, "in a fork server"}));
    auto process = os::open_unidentified(answer->pid);
    if (process && answer->code == 0) {
        services_.orphans.launched(answer->pid);
        co_return process;
    }
    if (!process) co_return process;
    static_cast<void>(process->wait_exit(os::Deadline::after(patience_at_the_end)));
    static_cast<void>(process->collect());
    co_return Forked(tl::unexpected(os::Error{answer->code, answer->step, "in a forked test"}));
}

runtime::Task<os::Result<launch::Answer>> ForkServer::next_answer(os::Duration patience) {
    using Answered = os::Result<launch::Answer>;
    auto readable = [this]() -> runtime::Task<void> { co_await socket_.readable(); };
    auto bounded = runtime::move_on_after(patience, readable);
    const bool in_time = co_await std::move(bounded);
    if (!in_time) {
        static_cast<void>(process_.signal(SIGKILL));  // a late answer would be taken for the next
        co_return Answered(tl::unexpected(os::Error{ETIMEDOUT, "fork", "no answer"}));
    }
    const auto message = os::receive_message(socket_.get());
    if (!message) co_return Answered(tl::unexpected(message.error()));
    if (!*message) co_return Answered(tl::unexpected(os::Error{EPIPE, "fork", last_words()}));
    co_return launch::decode_answer((*message)->data);
}

std::string ForkServer::last_words() const {
    const auto text = report::output_tail(output_.get(), quoted_of_its_output);
    const auto shown = os::trimmed(text);
    return shown.empty() ? "it ended" : fmt::format("it ended: {}", shown);
}

}  // namespace hangar::run
