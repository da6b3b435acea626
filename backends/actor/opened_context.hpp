// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include <hangar/backends/actor/context_state.hpp>
#include <hangar/backends/actor/function.hpp>

namespace hangar::actor {

class ContextTable;

// The end that began. Its life is a block (context.hpp): open, enter, the body, leave.
class OpenedContext final : public ContextState {
  public:
    OpenedContext(ContextTable& table, ContextLine line, std::uint64_t number,
                  StreamOptions options)
        : ContextState(line, number, true), table_(table), options_(options) {}

    // Asks the other actor to run the function, until it has called started(). A cancelled wait
    // takes it back. Throws whatever ended it before that.
    runtime::Task<void> open(FunctionRef function, ipc::Bytes arguments);
    // What started() was given.
    [[nodiscard]] const ipc::Bytes& first() const noexcept { return first_; }
    // Waits for the function's result. Throws what it ended with instead.
    runtime::Task<ipc::Bytes> result();
    // Ends the function over there and the block here, whose end absorbs it.
    void cancel(const std::string& reason);

    // What the wait for started() is to readers outside, instead of a context's.
    void show_opening_as(tasks::WaitKind kind) noexcept { opening_kind_ = kind; }

    void enter();
    // The end of the block whose body ended with `error`, which becomes what the block ends with.
    // Waits for the function's end: with a body that has ended in order for as long as it takes,
    // else for a second, after it was cancelled.
    runtime::Task<void> leave(std::exception_ptr& error);

    // Throws ChannelError when it is out of turn.
    void on_started(ipc::ContextStarted message);
    void on_result(ipc::Bytes value);
    void on_failure(ipc::RemoteErrorData error) noexcept;
    // No answer will come: the channel or the actor has ended.
    void abandon(const std::exception_ptr& error) noexcept;
    // Whether the function over there has ended, as far as we shall know.
    [[nodiscard]] bool ended() const noexcept { return ended_.is_set(); }

  private:
    runtime::Task<void> ask(FunctionRef function, ipc::Bytes arguments);
    runtime::Task<void> take_back(const char* reason);
    runtime::Task<void> wait_in_order(std::exception_ptr& error);
    void request_cancel(const std::string& reason);
    [[nodiscard]] bool is_asked_for(const std::exception_ptr& failure, bool cancelled) const;

    ContextTable& table_;
    StreamOptions options_;
    tasks::WaitKind opening_kind_ = tasks::WaitKind::context;
    std::optional<runtime::CancelScope> block_;
    runtime::Event answered_;  // started, or ended
    runtime::Event ended_;
    ipc::Bytes first_;
    ipc::Bytes result_;
    bool cancel_requested_ = false;
};

}  // namespace hangar::actor
