// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cstdlib>
#include <hangar/backends/actor/actor.hpp>
#include <hangar/backends/actor/daemon_role.hpp>
#include <hangar/backends/actor/log.hpp>
#include <hangar/backends/actor/root.hpp>
#include <hangar/backends/actor/stackscope.hpp>
#include <hangar/backends/runtime/async_fd.hpp>
#include <hangar/backends/runtime/errors.hpp>
#include <hangar/backends/spawn/boot_output.hpp>
#include <hangar/backends/spawn/child_role.hpp>
#include <hangar/diag/os/message_socket.hpp>
#include <string_view>

namespace hangar::actor {
namespace {

using runtime::Task;

// What the variable names.
struct Seat {
    os::Fd line;
    spawn::BootOutput output;
};

// "7:8:9:10"
std::optional<Seat> take_seat() {
    const char* value = std::getenv(daemon_variable);
    if (value == nullptr) return std::nullopt;
    std::array<int, 4> numbers{};
    std::string_view text(value);
    for (int& number : numbers) {
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error != std::errc()) throw std::runtime_error("no daemon's order");
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        if (!text.empty()) text.remove_prefix(1);
    }
    // What it starts is no daemon for that.
    ::unsetenv(daemon_variable);
    for (const int fd : numbers) {
        if (fd >= 0) static_cast<void>(os::set_inheritable(fd, false));
    }
    return Seat{os::Fd(numbers[0]), spawn::BootOutput::adopt(numbers[1], numbers[2], numbers[3])};
}

DaemonOrder receive_order(const os::Fd& line) {
    const auto message = runtime::value_or_throw(os::receive_message(line.get()));
    if (!message) throw std::runtime_error("its starter has gone");
    auto order = ipc::decode<DaemonOrder>(ipc::bytes_of(message->data));
    if (!order) throw std::runtime_error("its order: " + order.error().message());
    return std::move(*order);
}

TreeOptions options_of(const DaemonOrder& order) {
    TreeOptions options;
    options.backend = order.backend;
    options.transport = order.transport;
    options.secret = order.secret;
    options.registry = order.registry;
    order.settings.apply_to(options);
    return options;
}

Task<void> run_function(const DaemonOrder& order) {
    const auto invoker = find_function({order.function, order.module, order.offset});
    auto running = invoker(order.arguments);
    static_cast<void>(co_await std::move(running));
}

// Until nobody holds the other end.
Task<void> serve(Seat& seat, const DaemonOrder& order) {
    auto whole = [&](runtime::Nursery& nursery) -> Task<void> {
        const ipc::Bytes ready = ipc::encode(DaemonReady{Actor::current().address()});
        runtime::value_or_throw(os::send_message(seat.line.get(), ipc::text_of(ready)));
        seat.output.restore();
        if (!order.function.empty())
            nursery.start_soon([&order] { return run_function(order); }, "the daemon's function");
        runtime::AsyncFd line(std::move(seat.line));
        auto closed = line.readable();
        co_await closed;
        nursery.cancel("it is not wanted any more");
    };
    auto nursery = runtime::with_nursery(std::ref(whole));
    co_await std::move(nursery);
}

int live(Seat seat) {
    spawn::note_child_role();
    const DaemonOrder order = receive_order(seat.line);
    if (const auto levels = LogLevels::parse(order.log_levels)) set_log_levels(*levels);
    if (const auto options = stackscope_of_environment())
        runtime::value_or_throw(enable_stackscope(*options));
    runtime::LoopOptions loop;
    loop.name = order.name;
    run_root(
        options_of(order), [&] { return serve(seat, order); }, loop);
    return 0;
}

}  // namespace

std::optional<int> run_daemon_role() {
    try {
        auto seat = take_seat();
        if (!seat) return std::nullopt;
        return live(std::move(*seat));
    } catch (const Interrupted&) {
        return 130;
    } catch (...) {
        log(LogLevel::error, "actor",
            fmt::format("daemon: {}", runtime::describe(std::current_exception())));
        return 1;
    }
}

}  // namespace hangar::actor
