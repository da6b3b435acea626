// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <hangar/backends/actor/callee.hpp>
#include <hangar/backends/actor/context_error.hpp>
#include <hangar/backends/actor/remote_error.hpp>
#include <hangar/backends/actor/root.hpp>
#include <hangar/backends/runtime/runtime.hpp>
#include <hangar/backends/spawn/child_reset.hpp>
#include <hangar/diag/os/fork.hpp>
#include <hangar/diag/os/orphans.hpp>
#include <hangar/diag/os/proc_children.hpp>
#include <hangar/diag/os/subtree.hpp>
#include <hangar/suites/faults/conversation.hpp>
#include <iostream>
#include <stdexcept>
#include <system_error>

namespace hangar::faults {
namespace {

using namespace std::chrono_literals;
using runtime::Task;

constexpr std::chrono::seconds limit{30};

void fail() {
    throw std::out_of_range("as asked");
}

Task<int> echo(actor::Callee<int, int, int> caller) {
    co_await caller.started(1);
    const auto stream = caller.open_stream();
    int sum = 0;
    for (;;) {
        const auto item = co_await stream.receive();
        if (!item) break;
        sum += *item;
        co_await stream.send(*item);
    }
    co_return sum;
}

void require(bool holds, const char* what) {
    if (!holds) throw std::logic_error(what);
}

Task<void> stream_with(actor::Portal other) {
    auto context = co_await other.open_context<&echo>();
    const auto stream = context.open_stream();
    for (int i = 0; i < 3; ++i) {
        co_await stream.send(i);
        const auto item = co_await stream.receive();
        if (!item) break;
        require(*item == i, "an item of the stream");
    }
    stream.finish_sending();
    auto result = context.result();
    const int sum = co_await std::move(result);
    require(sum == 3, "a context's result");
}

}  // namespace

int add(int a, int b) {
    return a + b;
}

std::string repeat(std::string text) {
    return text;
}

Task<void> wait_for_ever() {
    auto for_ever = runtime::sleep_forever();
    co_await for_ever;
}

Task<void> converse(actor::Portal other) {
    auto adding = other.run<&add>(1, 2);
    const int sum = co_await std::move(adding);
    require(sum == 3, "a call's result");
    bool failed = false;
    try {
        auto failing = other.run<&fail>();
        co_await std::move(failing);
    } catch (const actor::RemoteError& e) {
        failed = e.boxes<std::out_of_range>();
    }
    require(failed, "a call's error");
    auto streaming = stream_with(other);
    co_await std::move(streaming);
    auto waiting = [&] { return other.run<&wait_for_ever>(); };
    auto bounded = runtime::move_on_after(1ms, waiting);
    static_cast<void>(co_await std::move(bounded));
}

Task<void> converse_at_length(actor::Portal other, std::size_t bytes) {
    const std::string text(bytes, 'x');
    auto calling = other.run<&repeat>(text);
    const std::string result = co_await std::move(calling);
    require(result == text, "a long call's result");
}

void converse_in_tree(const actor::TreeOptions& options) {
    actor::run_root(options, []() -> Task<void> {
        auto nursery = co_await actor::open_nursery();
        auto starting = nursery.start_actor("other");
        const actor::Portal other = co_await std::move(starting);
        auto conversing = converse(other);
        co_await std::move(conversing);
    });
}

bool is_typed(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const runtime::ErrorGroup& group) {
        for (const auto& one : group.errors())
            if (!is_typed(one)) return false;
        return true;
    } catch (const runtime::OsError&) {
    } catch (const ipc::ChannelError&) {
    } catch (const actor::RemoteError&) {
    } catch (const actor::ActorDied&) {
    } catch (const actor::BootError&) {
    } catch (const actor::ContextError&) {
    } catch (const actor::StreamClosed&) {
    } catch (const std::system_error&) {
    } catch (...) {
        return false;
    }
    return true;
}

namespace {

[[noreturn]] void end_with(const std::function<void()>& prepare,
                           const std::function<void()>& body) {
    auto outcome = Outcome::success;
    spawn::reset_child_globals();
    try {
        prepare();
        body();
    } catch (...) {
        outcome = is_typed(std::current_exception()) ? Outcome::typed_error : Outcome::other_error;
        if (outcome == Outcome::other_error)
            std::cerr << "untyped: " << runtime::describe(std::current_exception()) << '\n';
    }
    ::_exit(static_cast<int>(outcome));
}

std::string describe(const os::WaitStatus& status) {
    if (status.success()) return "success";
    const std::string text = status.describe();
    if (text == fmt::format("exit status {}", static_cast<int>(Outcome::typed_error)))
        return "typed error";
    return text;
}

// What lives on winds itself down: it has lost its parent.
bool none_left(os::Deadline deadline) {
    for (;;) {
        static_cast<void>(os::collect_orphans());
        const auto left = os::descendants_of(os::this_process());
        if (left && left->empty()) return true;
        if (deadline.passed()) return false;
        ::poll(nullptr, 0, 1);
    }
}

}  // namespace

std::string outcome_in_process(const std::function<void()>& prepare,
                               const std::function<void()>& body) {
    auto forked = runtime::value_or_throw(os::fork_process());
    if (forked.in_child()) end_with(prepare, body);
    const bool ended = forked.child.wait_exit(os::Deadline::after(limit)).value_or(false);
    if (!ended) {
        static_cast<void>(os::kill_subtree(forked.child, os::Deadline::after(5s)));
        static_cast<void>(forked.child.collect());
        return "a hang";
    }
    const auto status = runtime::value_or_throw(forked.child.collect());
    if (!none_left(os::Deadline::after(10s))) {
        static_cast<void>(os::kill_descendants(os::Deadline::after(5s)));
        static_cast<void>(none_left(os::Deadline::after(5s)));
        return "processes left";
    }
    return describe(*status);
}

}  // namespace hangar::faults
