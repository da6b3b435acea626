// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// A regular file that nobody has open or mapped. The kernel itself says so (a write lease is only
// given then), for every process of the machine: those of others, those that cannot be looked into,
// and descriptors on their way through a socket. An O_PATH descriptor alone is not counted.
// While this lives whoever opens the file waits. Move-only; const members from any thread.
// Source: fcntl(2), F_SETLEASE.
class UnusedFile {
  public:
    // `dir` is a directory's descriptor or AT_FDCWD. Errors: EBUSY (somebody has it), EACCES and
    // EPERM (not ours), EINVAL or ENOTSUP (no regular file, or a file system without leases).
    [[nodiscard]] static Result<UnusedFile> open(int dir, const std::string& path);

    // Takes the name away from the file. Whoever waits to open it gets what he would have got just
    // before: a file without a name. Errors: ENOENT (the name is another file's by now, or
    // nobody's), EPERM and so on.
    [[nodiscard]] Status remove() const;

  private:
    UnusedFile(Fd file, int dir, std::string path) noexcept
        : file_(std::move(file)), dir_(dir), path_(std::move(path)) {}

    Fd file_;
    int dir_;
    std::string path_;
};

}  // namespace hangar::os
