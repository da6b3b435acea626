// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <initializer_list>
#include <optional>

#include <hangar/backends/runtime/async_fd.hpp>
#include <hangar/diag/os/signal_pipe.hpp>

namespace hangar::actor {

// Signals of this process on the loop of the one actor that answers for it: its root, or a child in
// a process of its own. At most one in a process; belongs to the loop's thread.
class SignalSource {
  public:
    // `also` is called in the handler: async-signal-safe. Errors: throws OsError.
    explicit SignalSource(std::initializer_list<int> signals,
                          void (*also)(int signal) noexcept = nullptr);
    runtime::Task<int> next();

  private:
    os::SignalPipe pipe_;
    runtime::AsyncFd readable_;
    std::deque<int> arrived_;
};

}  // namespace hangar::actor
