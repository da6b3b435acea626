// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <hangar/backends/ipc/bytes.hpp>
#include <hangar/backends/spawn/child_role.hpp>
#include <hangar/backends/spawn/exec_program.hpp>
#include <hangar/backends/spawn/fork_order.hpp>
#include <hangar/backends/spawn/fork_server.hpp>
#include <hangar/backends/spawn/fork_server_role.hpp>
#include <hangar/backends/spawn/fork_worker.hpp>
#include <hangar/diag/os/hand_over.hpp>
#include <hangar/diag/os/message_socket.hpp>

namespace hangar::spawn {
namespace {

// It has nothing to do but to end.
constexpr std::chrono::seconds patience_at_the_end{2};

os::Error ended(std::string obituary) {
    return {EPIPE, "fork", std::move(obituary)};
}

bool is_current(const std::vector<std::string>& environment) {
    std::size_t at = 0;
    for (char** entry = environ; *entry != nullptr; ++entry, ++at) {
        if (at == environment.size() || environment[at] != *entry) return false;
    }
    return at == environment.size();
}

// A process of this program that will take the server's role, with `socket` for it to serve.
os::Result<os::Pidfd> launch_server(int socket, int output,
                                    const std::vector<std::string>& environment) {
    const auto nothing = os::open_file(AT_FDCWD, "/dev/null", O_RDWR);
    if (!nothing) return tl::unexpected(nothing.error());
    ExecProgram program;
    program.path = "/proc/self/exe";
    program.arguments = {role_program_name(), "forkserver"};
    program.environment = environment;
    program.environment.push_back(fmt::format("{}=1", fork_server_variable));
    program.placements = {
        {nothing->get(), 0}, {output, 1}, {output, 2}, {socket, fork_server_socket}};
    program.inherit = {fork_server_socket};
    return ForkWorker::make([&] { return launch(program); });
}

// A child without a handle would live on unseen. So what opening one takes (the handle, and two
// that read whose it is) is set aside before there is a child.
os::Result<std::vector<os::Fd>> set_aside_for_handle(const os::Fd& any) {
    constexpr std::size_t needed = 3;
    std::vector<os::Fd> set_aside;
    while (set_aside.size() < needed) {
        auto one = os::duplicate(any.get());
        if (!one) return tl::unexpected(one.error());
        set_aside.push_back(std::move(*one));
    }
    return set_aside;
}

}  // namespace

ForkServer::ForkServer(os::Pidfd process, os::Fd socket, os::Fd output,
                       std::vector<std::string> environment, os::Duration patience) noexcept
    : process_(std::move(process)),
      socket_(std::move(socket)),
      output_(std::move(output)),
      environment_(std::move(environment)),
      patience_(patience) {}

os::Result<ForkServer> ForkServer::start(os::Duration patience) {
    auto ends = os::make_message_pair();
    if (!ends) return tl::unexpected(ends.error());
    auto output = os::make_capture_file("hangar-forkserver-output");
    if (!output) return tl::unexpected(output.error());
    auto environment = current_environment();
    auto process = launch_server(ends->second.get(), output->get(), environment);
    if (!process) return tl::unexpected(process.error());
    return ForkServer(std::move(*process), std::move(ends->first), std::move(*output),
                      std::move(environment), patience);
}

ForkServer::~ForkServer() {
    if (!process_) return;
    socket_.reset();
    if (!process_.wait_exit(os::Deadline::after(patience_at_the_end)).value_or(false)) {
        static_cast<void>(process_.signal(SIGKILL));
        static_cast<void>(process_.wait_exit(os::Deadline::after(patience_at_the_end)));
    }
    static_cast<void>(process_.collect());
}

bool ForkServer::has_ended() const {
    return process_.wait_exit(os::Deadline::after(os::Duration::zero())).value_or(true);
}

std::string ForkServer::obituary() const {
    const auto status = process_.peek();
    const auto text = os::read_at(output_.get(), 0, 64U << 10U).value_or("");
    const std::string how = status && *status ? (*status)->describe() : "nobody knows how";
    return fmt::format("fork server (pid {}) ended: {}{}{}", process().pid, how,
                       text.empty() ? "" : "; its last output: ", text);
}

os::Result<os::Pidfd> ForkServer::fork(const SpawnRequest& request, const BootOutput& output) {
    const auto directory = os::open_file(AT_FDCWD, ".", O_PATH | O_DIRECTORY);
    if (!directory) return tl::unexpected(directory.error());
    auto set_aside = set_aside_for_handle(*directory);
    if (!set_aside) return tl::unexpected(set_aside.error());
    ForkOrder order;
    order.name = request.name;
    order.parent = ::getpid();
    order.seed = request.seed;
    order.numbers = kept_by(request, output);
    // Only what is open here can be handed on; one of the three may not be.
    std::erase_if(order.numbers, [](int fd) { return !os::is_open(fd); });
    order.output = {output.file(), output.out(), output.err()};
    if (!is_current(environment_)) order.environment = current_environment();
    std::vector<int> fds = order.numbers;
    fds.push_back(directory->get());
    const ipc::Bytes encoded = ipc::encode(order);
    if (const auto sent = os::send_message(socket_.get(), ipc::text_of(encoded), fds); !sent) {
        if (sent.error().code != EPIPE) return tl::unexpected(sent.error());
        static_cast<void>(process_.wait_exit(os::Deadline::after(patience_)));
        return tl::unexpected(ended(obituary()));
    }
    return receive_child(std::move(*set_aside));
}

os::Result<os::Pidfd> ForkServer::receive_child(std::vector<os::Fd> set_aside) {
    const bool in_time =
        os::wait_readable(socket_.get(), os::Deadline::after(patience_)).value_or(false);
    os::Result<std::optional<os::Message>> message;
    if (in_time) message = os::receive_message(socket_.get());
    if (!in_time || !message || !*message) {
        // Closed, or wedged: a late answer could be taken for the next one's.
        static_cast<void>(process_.signal(SIGKILL));
        static_cast<void>(process_.wait_exit(os::Deadline::after(patience_at_the_end)));
        if (in_time) return tl::unexpected(ended(obituary()));
        return os::error(ETIMEDOUT, "fork", "no answer in time, so it was killed: " + obituary());
    }
    const auto answer = ipc::decode<ForkAnswer>(ipc::bytes_of((*message)->data));
    if (!answer) return os::error(EPROTO, "fork", answer.error().message());
    if (answer->error != 0) return os::error(answer->error, answer->operation, answer->target);
    set_aside.clear();
    return os::Pidfd::open(answer->pid);
}

}  // namespace hangar::spawn
