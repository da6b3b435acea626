// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include <hangar/backends/runtime/async_fd.hpp>
#include <hangar/backends/runtime/task.hpp>
#include <hangar/diag/os/key_mode.hpp>

namespace hangar::run {

// The keys that somebody presses while the tests run. The terminal gives them while this is in
// front, however it came there: started there, continued, or brought back while it runs. It is as
// it was found while this is suspended, and when it goes. On the loop. Requires: SIGTTIN and
// SIGTTOU are ignored.
class Keyboard {
  public:
    // Empty where there is no terminal. In the background, it is another job's for now.
    [[nodiscard]] static std::optional<Keyboard> open();

    // The next key. While the process is in the background, none comes. Empty: the terminal is
    // gone.
    [[nodiscard]] runtime::Task<std::optional<char>> next();
    void suspend() noexcept { mode_.reset(); }
    void resume() { take(); }

  private:
    enum class Terminal { ours, anothers, gone };

    Keyboard() = default;
    // Makes it give keys, if it is ours.
    Terminal take();
    Terminal begin();
    runtime::Task<void> pressed();

    std::optional<os::KeyMode> mode_;
    std::optional<runtime::AsyncFd> keys_;
    bool was_away_ = false;  // since the mode began: somebody else may have set his
};

}  // namespace hangar::run
