// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <termios.h>

#include <hangar/diag/os/fd.hpp>

namespace hangar::os {

// A terminal that gives keys as they are pressed and does not show them: ICANON and ECHO are off
// until suspend() or the end. ISIG stays, so that Ctrl-C and Ctrl-Z are signals. Move-only; only
// one at a time. Requires: SIGTTOU is ignored or blocked.
class KeyMode {
  public:
    // Of the process's terminal. Errors: ENXIO (it has none), EPERM (it is in the background).
    [[nodiscard]] static Result<KeyMode> begin();
    KeyMode(KeyMode&&) noexcept = default;
    KeyMode& operator=(KeyMode&&) = delete;
    ~KeyMode() { suspend(); }

    // As it was before; nothing where it has been suspended, nor in the background.
    void suspend() noexcept;
    // Nothing in the background: the terminal is somebody else's.
    void resume() noexcept;
    // An open description of its own, to be read without waiting.
    [[nodiscard]] Result<Fd> keys() const;

  private:
    KeyMode(Fd terminal, const termios& before) noexcept
        : terminal_(std::move(terminal)), before_(before) {}
    Fd terminal_;
    termios before_{};
    bool active_ = false;
};

}  // namespace hangar::os
