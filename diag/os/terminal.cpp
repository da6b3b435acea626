// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <hangar/diag/os/terminal.hpp>

namespace hangar::os {

bool is_terminal(int fd) noexcept {
    return ::isatty(fd) == 1;
}

Result<WindowSize> window_size(int fd) {
    winsize size{};
    if (::ioctl(fd, TIOCGWINSZ, &size) != 0)
        return last_error("ioctl TIOCGWINSZ", fmt::format("fd {}", fd));
    return WindowSize{size.ws_row, size.ws_col};
}

Result<bool> in_foreground(int fd) {
    const pid_t group = ::tcgetpgrp(fd);
    if (group < 0) return last_error("tcgetpgrp", fmt::format("fd {}", fd));
    return group == ::getpgrp();
}

}  // namespace hangar::os
