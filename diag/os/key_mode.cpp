// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>

#include <cerrno>

#include <hangar/diag/os/key_mode.hpp>
#include <hangar/diag/os/terminal.hpp>

namespace hangar::os {
namespace {

constexpr const char* device = "/dev/tty";

}  // namespace

Result<KeyMode> KeyMode::begin() {
    auto terminal = open_file(AT_FDCWD, device, O_RDWR | O_NOCTTY);
    if (!terminal) return tl::unexpected(terminal.error());
    const auto ours = in_foreground(terminal->get());
    if (!ours) return tl::unexpected(ours.error());
    if (!*ours) return error(EPERM, "read keys", device);
    termios before{};
    if (::tcgetattr(terminal->get(), &before) != 0) return last_error("tcgetattr", device);
    KeyMode mode(std::move(*terminal), before);
    mode.resume();
    return mode;
}

void KeyMode::suspend() noexcept {
    if (!terminal_ || !active_) return;
    active_ = false;
    // By SIGSTOP we may have come to the background without a chance to do this in time.
    if (in_foreground(terminal_.get()).value_or(true))
        static_cast<void>(::tcsetattr(terminal_.get(), TCSANOW, &before_));
}

void KeyMode::resume() noexcept {
    if (!terminal_ || active_ || !in_foreground(terminal_.get()).value_or(false)) return;
    termios keys = before_;
    keys.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    keys.c_cc[VMIN] = 1;
    keys.c_cc[VTIME] = 0;
    active_ = ::tcsetattr(terminal_.get(), TCSANOW, &keys) == 0;
}

Result<Fd> KeyMode::keys() const {
    return open_file(AT_FDCWD, device, O_RDONLY | O_NOCTTY | O_NONBLOCK);
}

}  // namespace hangar::os
