// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/actor/actor.hpp>
#include <hangar/backends/actor/callee.hpp>
#include <hangar/backends/actor/terminal.hpp>

namespace hangar::actor {
namespace {

using runtime::Task;

}  // namespace

namespace terminal_calls {

// Holds it for a child, until that is through with it, is cancelled, or is gone.
Task<void> hold(Callee<void, bool> child) {
    co_await open_terminal();
    auto starting = child.started();
    co_await std::move(starting);
    const auto stream = child.open_stream();
    auto until_through = stream.receive();
    static_cast<void>(co_await std::move(until_through));
}

}  // namespace terminal_calls

Task<void> TerminalBlock::open() {
    Actor& self = Actor::current();
    const auto parent = self.parent();
    if (!parent) {
        auto waiting = self.terminal().acquire();
        guard_.emplace(co_await waiting);
        co_return;
    }
    held_above_ = std::make_unique<ContextBlock>(parent, StreamOptions());
    OpenedContext& context = *held_above_->context();
    context.show_opening_as(tasks::WaitKind::terminal);
    auto opening =
        context.open(context_function_ref<&terminal_calls::hold>(), ipc::encode_arguments());
    co_await std::move(opening);
}

void TerminalBlock::enter() {
    if (!held_above_) return;
    held_above_->context()->enter();
    held_above_->context()->open_stream();
}

Task<void> TerminalBlock::leave(std::exception_ptr& error) {
    if (!held_above_) {
        guard_.reset();
        co_return;
    }
    auto leaving = held_above_->leave(error);
    co_await std::move(leaving);
}

OpenTerminal::OpenTerminal()
    : block_(std::make_unique<TerminalBlock>()),
      opening_(block_->open()),
      awaiter_(std::move(opening_).operator co_await()) {}

void OpenTerminal::await_resume() {
    awaiter_.await_resume();
    block_->enter();
    runtime::detail::attach(*opener_, std::move(block_));
}

}  // namespace hangar::actor
