// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

// What a signal handler may do: no allocation, no lock, errno kept, failures only told.
namespace hangar::os::signal_safe {

// All of `text`, short writes continued. Any thread.
bool write_all(int fd, std::string_view text) noexcept;  // async-signal-safe
// What the file behind `from` holds from `begin` on; for a hole a line says how long it is. What is
// appended meanwhile is left out, so that this ends whoever else writes. Its offset may move:
// requires that whoever writes appends.
bool copy_file(int from, int to, std::uint64_t begin = 0) noexcept;  // async-signal-safe
// Empties a file; fails on one that is sealed.
bool empty_file(int fd) noexcept;  // async-signal-safe
// Whether the file is empty or ends with a newline.
[[nodiscard]] bool ends_a_line(int fd) noexcept;  // async-signal-safe
// Nothing comes after `begin`; true for what is no file.
[[nodiscard]] bool is_empty(int fd, std::uint64_t begin = 0) noexcept;  // async-signal-safe
// Copies our own memory, up to a hole: a bad address is no fault. How many bytes it were.
std::size_t copy_memory(std::uint64_t address,
                        std::span<std::byte> into) noexcept;  // async-signal-safe
// dup2.
bool replace_fd(int source, int target) noexcept;  // async-signal-safe
// The caller's pid: what tells a forked child from the process that armed a handler.
[[nodiscard]] pid_t current_pid() noexcept;  // async-signal-safe
// _exit: no handler, no destructor, no stdio.
[[noreturn]] void end_process(int code) noexcept;  // async-signal-safe

}  // namespace hangar::os::signal_safe
