// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// Owns one file descriptor and closes it. Move-only; empty is -1. Not synchronised.
// Every function below that makes a descriptor makes it close-on-exec.
class Fd {
  public:
    Fd() noexcept = default;
    explicit Fd(int fd) noexcept : fd_(fd) {}
    Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Fd& operator=(Fd&& other) noexcept {
        if (this != &other) reset(std::exchange(other.fd_, -1));
        return *this;
    }
    ~Fd() { reset(); }

    [[nodiscard]] int get() const noexcept { return fd_; }
    [[nodiscard]] int release() noexcept { return std::exchange(fd_, -1); }
    void reset(int fd = -1) noexcept;  // async-signal-safe
    explicit operator bool() const noexcept { return fd_ >= 0; }

  private:
    int fd_ = -1;
};

struct FdPair {
    Fd first;   // a pipe's read end
    Fd second;  // a pipe's write end
};

[[nodiscard]] Result<FdPair> make_pipe(bool nonblocking = false);
[[nodiscard]] Result<FdPair> make_socketpair(bool nonblocking = false);  // AF_UNIX, SOCK_STREAM
[[nodiscard]] Result<Fd> duplicate(int fd);
// dup2: `target` is replaced and stays open over exec (it is a child's stdio).
[[nodiscard]] Status replace_fd(int source, int target);

// A memory file that others may open and cut as they like, by /proc/PID/fd/N.
[[nodiscard]] Result<Fd> make_memory_file(std::string_view name);
// A memory file for captures: O_APPEND, and sealed so that nobody can shrink it.
[[nodiscard]] Result<Fd> make_capture_file(std::string_view name);

// openat with O_CLOEXEC | O_NOFOLLOW added to `flags`. `dir` may be AT_FDCWD.
[[nodiscard]] Result<Fd> open_file(int dir, const std::string& path, int flags,
                                   unsigned mode = 0600);

[[nodiscard]] Status set_nonblocking(int fd, bool on = true);
[[nodiscard]] Status set_inheritable(int fd, bool on = true);

// One read or write, EINTR repeated. read_some's 0 is the end of file.
[[nodiscard]] Result<std::size_t> read_some(int fd, std::span<std::byte> into);
[[nodiscard]] Result<std::size_t> write_some(int fd, std::span<const std::byte> from);
// All of it, short writes continued. Requires: a blocking descriptor or a file.
[[nodiscard]] Status write_all(int fd, std::string_view text);
// The whole file from its current offset; an error past `limit` bytes (EFBIG).
[[nodiscard]] Result<std::string> read_all(int fd, std::size_t limit = 64U << 20U);
// From `offset` by pread, at most `limit` bytes: the reader's offset is untouched.
[[nodiscard]] Result<std::string> read_at(int fd, std::size_t offset, std::size_t limit);

// How many bytes the file holds.
[[nodiscard]] Result<std::size_t> file_size(int fd);

// Waits for POLLIN (or POLLHUP, POLLERR) on `fd`. False: the deadline passed.
[[nodiscard]] Result<bool> wait_readable(int fd, Deadline deadline);
[[nodiscard]] Result<bool> wait_writable(int fd, Deadline deadline);

}  // namespace hangar::os
