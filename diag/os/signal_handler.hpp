// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <signal.h>

#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// Installs a handler for one signal, on the alternate stack where there is one, and puts the
// disposition before it back: on destruction, unless somebody has replaced ours meanwhile.
// Not synchronised. Requires: `function` is async-signal-safe.
class SignalHandler {
  public:
    using Function = void (*)(int, siginfo_t*, void*);

    SignalHandler() noexcept = default;
    // `restart`: a system call that it interrupts goes on afterwards, where the kernel can do that.
    [[nodiscard]] static Result<SignalHandler> install(int signal, Function function,
                                                       bool restart = false);
    SignalHandler(SignalHandler&& other) noexcept;
    SignalHandler& operator=(SignalHandler&& other) noexcept;
    ~SignalHandler() { restore(); }

    [[nodiscard]] int signal() const noexcept { return signal_; }
    [[nodiscard]] bool ignored_before() const noexcept { return before_.sa_handler == SIG_IGN; }
    // Puts the earlier disposition back now.
    void restore() noexcept;  // async-signal-safe
    // For the end of the handler: the signal once more, for whoever had it before us. A fault
    // comes again by itself when the handler returns, with its own siginfo.
    void pass_on(const siginfo_t* info) noexcept;  // async-signal-safe

  private:
    int signal_ = 0;
    Function function_ = nullptr;
    struct sigaction before_ {};
};

// Gives the calling thread an alternate signal stack, so that a handler still runs when the stack
// is exhausted; one that is there already is kept. Requires: called by one thread only, whose
// stack it stays until the process ends.
void ensure_alternate_stack() noexcept;

}  // namespace hangar::os
