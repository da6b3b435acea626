// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <hangar/diag/os/files.hpp>
#include <hangar/diag/os/random.hpp>

namespace hangar::os {
namespace {

Status fill_and_rename(int dir, const std::string& from, const std::string& to,
                       std::string_view content) {
    const auto file = create_exclusive(dir, from);
    if (!file) return tl::unexpected(file.error());
    auto written = write_all(file->get(), content);
    if (written && ::renameat(dir, from.c_str(), dir, to.c_str()) != 0)
        written = last_error("rename", to);
    if (!written) ::unlinkat(dir, from.c_str(), 0);
    return written;
}

}  // namespace

Result<Fd> create_exclusive(int dir, const std::string& path) {
    return open_file(dir, path, O_RDWR | O_CREAT | O_EXCL);
}

Result<Fd> open_append(int dir, const std::string& path) {
    // Nonblocking, lest a FIFO without a reader hold us.
    auto file = open_file(dir, path, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK | O_NOCTTY);
    if (!file) return file;
    struct stat about {};
    if (::fstat(file->get(), &about) != 0) return last_error("fstat", path);
    if (!S_ISREG(about.st_mode)) return error(EINVAL, "append to what is no file", path);
    if (const auto done = set_nonblocking(file->get(), false); !done)
        return tl::unexpected(done.error());
    return file;
}

Status replace_file(int dir, const std::string& path, std::string_view content) {
    const auto suffix = random_hex(4);
    if (!suffix) return tl::unexpected(suffix.error());
    return fill_and_rename(dir, path + ".new-" + *suffix, path, content);
}

}  // namespace hangar::os
