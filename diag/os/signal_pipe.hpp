// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <vector>

#include <hangar/diag/os/fd.hpp>

namespace hangar::os {

// Signals as bytes in a pipe, for processes whose other threads may not have them blocked, so that
// a signalfd would miss some. The handlers write the signal's number and nothing else; what was
// installed before is put back at the end. At most one in a process at a time.
class SignalPipe {
  public:
    // `also` is called in the handler: it must be async-signal-safe.
    // Errors: EBUSY when there is one already, EMFILE.
    [[nodiscard]] static Result<SignalPipe> open(std::initializer_list<int> signals,
                                                 void (*also)(int signal) noexcept = nullptr);
    SignalPipe(SignalPipe&& other) noexcept;
    SignalPipe& operator=(SignalPipe&&) = delete;
    ~SignalPipe();

    [[nodiscard]] int fd() const noexcept { return read_.get(); }  // non-blocking
    // The signals that have come since the last time.
    [[nodiscard]] std::vector<int> take();
    // A forked child has none of its parent's. Requires: the child's only thread;
    // async-signal-safe.
    static void forget_in_child() noexcept;

  private:
    explicit SignalPipe(FdPair pipe) noexcept;
    Fd read_;
    Fd write_;
};

}  // namespace hangar::os
