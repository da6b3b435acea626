// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <hangar/diag/os/signal_handler.hpp>
#include <hangar/diag/os/signals.hpp>
#include <utility>

namespace hangar::os {

Result<SignalHandler> SignalHandler::install(int signal, Function function, bool restart) {
    struct sigaction action {};
    action.sa_sigaction = function;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | (restart ? SA_RESTART : 0);
    SignalHandler handler;
    if (::sigaction(signal, &action, &handler.before_) != 0)
        return last_error("sigaction", signal_name(signal));
    handler.signal_ = signal;
    handler.function_ = function;
    return handler;
}

SignalHandler::SignalHandler(SignalHandler&& other) noexcept
    : signal_(std::exchange(other.signal_, 0)),
      function_(std::exchange(other.function_, nullptr)),
      before_(other.before_) {}

SignalHandler& SignalHandler::operator=(SignalHandler&& other) noexcept {
    if (this == &other) return *this;
    restore();
    signal_ = std::exchange(other.signal_, 0);
    function_ = std::exchange(other.function_, nullptr);
    before_ = other.before_;
    return *this;
}

void SignalHandler::restore() noexcept {
    const int signal = std::exchange(signal_, 0);
    if (signal == 0) return;
    struct sigaction now {};
    ::sigaction(signal, nullptr, &now);
    const bool ours = (now.sa_flags & SA_SIGINFO) != 0 && now.sa_sigaction == function_;
    if (ours) ::sigaction(signal, &before_, nullptr);
}

void SignalHandler::pass_on(const siginfo_t* info) noexcept {
    const int signal = signal_;
    restore();
    const bool fault = info != nullptr && info->si_code > 0;
    if (signal != 0 && !fault) ::raise(signal);
}

void ensure_alternate_stack() noexcept {
    alignas(16) static std::array<char, 64U * 1024U> memory;
    stack_t now{};
    if (::sigaltstack(nullptr, &now) == 0 && (now.ss_flags & SS_DISABLE) == 0) return;
    const stack_t ours{memory.data(), 0, memory.size()};
    ::sigaltstack(&ours, nullptr);
}

}  // namespace hangar::os
