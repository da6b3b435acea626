// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <coroutine>
#include <memory>
#include <optional>

#include <hangar/backends/actor/context.hpp>
#include <hangar/backends/runtime/block_exit.hpp>
#include <hangar/backends/runtime/lock.hpp>

namespace hangar::actor {

// The block behind open_terminal().
class TerminalBlock final : public runtime::BlockExit {
  public:
    TerminalBlock() = default;
    runtime::Task<void> open();
    void enter();
    runtime::Task<void> leave(std::exception_ptr& error) override;

  private:
    std::optional<runtime::Lock::Guard> guard_;  // at the root
    std::unique_ptr<ContextBlock> held_above_;   // elsewhere: its parent holds it for us
};

// One task of the whole tree at a time talks to the user:
//
//   co_await open_terminal();   // its block: the rest of the coroutine
//
// Waits for its turn, first come first served; whoever is cancelled leaves the line. It is free
// again when the block has ended, or the holder's actor has, however that came. While anybody has
// it a SIGINT is for who talks to the user: the root takes no notice. Readers outside see who waits
// (WaitKind::terminal; at the root a lock) and whom for.
// Errors: throws ActorDied when the way to the root is lost; that ends the block, too.
class [[nodiscard]] OpenTerminal {
  public:
    OpenTerminal();
    OpenTerminal(const OpenTerminal&) = delete;
    OpenTerminal& operator=(const OpenTerminal&) = delete;

    [[nodiscard]] bool await_ready() const noexcept { return false; }
    template <class Promise>
    void await_suspend(std::coroutine_handle<Promise> opener) {
        opener_ = &opener.promise();
        awaiter_.await_suspend(opener);
    }
    void await_resume();

  private:
    std::unique_ptr<TerminalBlock> block_;
    runtime::Task<void> opening_;
    runtime::Task<void>::Awaiter awaiter_;
    runtime::PromiseBase* opener_ = nullptr;
};
[[nodiscard]] inline OpenTerminal open_terminal() {
    return {};
}

}  // namespace hangar::actor
