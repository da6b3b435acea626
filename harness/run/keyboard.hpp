// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include <hangar/backends/runtime/async_fd.hpp>
#include <hangar/backends/runtime/task.hpp>
#include <hangar/diag/os/key_mode.hpp>

namespace hangar::run {

// The keys that somebody presses while the tests run. The terminal is as it was while this is
// suspended, and when it goes. On the loop. Requires: SIGTTIN and SIGTTOU are ignored.
class Keyboard {
  public:
    // Empty where there is no terminal, or it is another job's.
    [[nodiscard]] static std::optional<Keyboard> open();

    // The next key. While the process is in the background, none comes. Empty: the terminal is
    // gone.
    [[nodiscard]] runtime::Task<std::optional<char>> next();
    void suspend() noexcept { mode_.suspend(); }
    void resume() noexcept { mode_.resume(); }

  private:
    Keyboard(os::KeyMode mode, os::Fd keys) : mode_(std::move(mode)), keys_(std::move(keys)) {}
    os::KeyMode mode_;
    runtime::AsyncFd keys_;
};

}  // namespace hangar::run
