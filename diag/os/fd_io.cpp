// SPDX-License-Identifier: Apache-2.0
// The reading, writing and waiting half of fd.hpp.
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <hangar/diag/os/fd.hpp>

namespace hangar::os {
namespace {

std::string named(int fd) {
    return fmt::format("fd {}", fd);
}

// Repeats a call that a signal interrupted.
template <class Call>
ssize_t uninterrupted(Call call) {
    for (;;) {
        const ssize_t result = call();
        if (result >= 0 || errno != EINTR) return result;
    }
}

// Reads by `read_into(buffer, size, offset)` until the end of the file or `limit` bytes. Grows as
// it reads, since a file of /proc does not tell its size.
template <class Read>
Result<std::string> gather(int fd, std::size_t limit, Read read_into) {
    std::string text;
    for (;;) {
        const std::size_t size = text.size();
        const std::size_t room = std::min(std::max<std::size_t>(4096, size), limit - size);
        if (room == 0) return text;
        text.resize(size + room);
        const ssize_t got =
            uninterrupted([&] { return read_into(text.data() + size, room, size); });
        if (got < 0) return last_error("read", named(fd));
        text.resize(size + static_cast<std::size_t>(got));
        if (got == 0) return text;
    }
}

Result<bool> wait_for(int fd, short events, Deadline deadline) {
    for (;;) {
        pollfd entry{fd, events, 0};
        const int ready = ::poll(&entry, 1, deadline.poll_timeout_ms());
        if (ready < 0 && errno != EINTR) return last_error("poll", named(fd));
        if (ready > 0 && (entry.revents & POLLNVAL) != 0) return error(EBADF, "poll", named(fd));
        if (ready > 0) return true;
        if (ready == 0 && deadline.passed()) return false;
    }
}

}  // namespace

Result<std::size_t> read_some(int fd, std::span<std::byte> into) {
    const ssize_t got = uninterrupted([&] { return ::read(fd, into.data(), into.size()); });
    if (got < 0) return last_error("read", named(fd));
    return static_cast<std::size_t>(got);
}

Result<std::size_t> write_some(int fd, std::span<const std::byte> from) {
    const ssize_t put = uninterrupted([&] { return ::write(fd, from.data(), from.size()); });
    if (put < 0) return last_error("write", named(fd));
    return static_cast<std::size_t>(put);
}

Status write_all(int fd, std::string_view text) {
    while (!text.empty()) {
        const auto put = write_some(fd, std::as_bytes(std::span(text)));
        if (!put) return tl::unexpected(put.error());
        text.remove_prefix(*put);
    }
    return {};
}

Result<std::string> read_all(int fd, std::size_t limit) {
    // One byte more than allowed, to tell a file of exactly `limit` bytes from a longer one.
    const std::size_t most = std::max(limit, limit + 1);
    auto text = gather(fd, most, [fd](char* into, std::size_t size, std::size_t) {
        return ::read(fd, into, size);
    });
    if (text && text->size() > limit) return error(EFBIG, "read", named(fd));
    return text;
}

Result<std::string> read_at(int fd, std::size_t offset, std::size_t limit) {
    return gather(fd, limit, [=](char* into, std::size_t size, std::size_t done) {
        return ::pread(fd, into, size, static_cast<off_t>(offset + done));
    });
}

Result<std::size_t> file_size(int fd) {
    struct stat facts {};
    if (::fstat(fd, &facts) < 0) return last_error("fstat", named(fd));
    return static_cast<std::size_t>(facts.st_size);
}

Result<bool> wait_readable(int fd, Deadline deadline) {
    return wait_for(fd, POLLIN, deadline);
}

Result<bool> wait_writable(int fd, Deadline deadline) {
    return wait_for(fd, POLLOUT, deadline);
}

}  // namespace hangar::os
