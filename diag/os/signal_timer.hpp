// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <time.h>

#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// Sends this process one signal at a deadline; going, it calls that off. No thread, and no child
// inherits it: a program that forks stays as single-threaded as it was.
// Move-only; not synchronised. Never fires for Deadline::never().
class SignalTimer {
  public:
    SignalTimer() noexcept = default;
    [[nodiscard]] static Result<SignalTimer> start(int signal, Deadline deadline);
    SignalTimer(SignalTimer&& other) noexcept;
    SignalTimer& operator=(SignalTimer&& other) noexcept;
    ~SignalTimer() { stop(); }

    void stop() noexcept;

  private:
    timer_t timer_{};
    bool started_ = false;
};

}  // namespace hangar::os
