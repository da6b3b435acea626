// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include <hangar/backends/actor/context_state.hpp>

namespace hangar::actor {

// The end that was asked to serve.
class ServedContext final : public ContextState {
  public:
    ServedContext(ContextLine line, std::uint64_t number, ipc::StreamWindow callers)
        : ContextState(line, number, false), callers_(callers) {}

    // Tells the caller that the context stands. Throws ContextError the second time.
    runtime::Task<void> started(ipc::Bytes value, StreamOptions options);
    // Ends the function, on its own behalf: its awaits throw Cancelled.
    void cancel(std::string reason);
    // Who asked the function to end, and why; nothing while nobody has.
    [[nodiscard]] const std::optional<ipc::Identity>& canceller() const noexcept {
        return canceller_;
    }
    [[nodiscard]] const std::string& cancel_reason() const noexcept { return reason_; }

    void on_cancel(const ipc::ContextCancel& cancel);
    // While the function runs, in this scope.
    void enter(runtime::CancelScope& scope) noexcept;
    void leave() noexcept { scope_ = nullptr; }
    // What the function ended with, when it ended with `error`: nothing if with its result.
    [[nodiscard]] std::exception_ptr verdict(std::exception_ptr error) const;

  private:
    void cancelled_by(ipc::Identity who, std::string reason, const char* by) noexcept;

    ipc::StreamWindow callers_;
    std::optional<ipc::Identity> canceller_;
    std::string reason_;
};

}  // namespace hangar::actor
