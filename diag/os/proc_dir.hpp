// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/process.hpp>
#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// A process's (or thread's) directory in /proc, held open: every reading through it is of that very
// process, and fails once it is gone; a recycled pid is another directory.
// Move-only, owns a descriptor; const members may be called from any thread.
// Errors: ESRCH or ENOENT when it is gone (is_gone), EACCES, EMFILE and so on.
class ProcDir {
  public:
    [[nodiscard]] static Result<ProcDir> open(pid_t pid);
    // Errors: ESRCH also for a recycled pid.
    [[nodiscard]] static Result<ProcDir> open(const ProcessId& id);
    // The thread `tid` of this process.
    [[nodiscard]] Result<ProcDir> task(pid_t tid) const;

    [[nodiscard]] const std::string& path() const noexcept { return path_; }  // for messages
    [[nodiscard]] int fd() const noexcept { return fd_.get(); }               // O_PATH

    // A file in it, whole. Errors: EFBIG past `limit` bytes.
    [[nodiscard]] Result<std::string> read(const std::string& name,
                                           std::size_t limit = 16U << 20U) const;
    // Where a link in it points to: "exe", "cwd", "fd/3", "ns/net".
    [[nodiscard]] Result<std::string> link(const std::string& name) const;
    // The entries of a folder in it that are numbers ("fd", "task"), in ascending order.
    [[nodiscard]] Result<std::vector<int>> numbers(const std::string& folder) const;
    // The regular file that a link in it leads to ("exe", "map_files/1000-2000"), for reading: also
    // one that is deleted, or that another mount namespace hides.
    // Errors: EPERM (map_files takes a privilege); EINVAL for what is no regular file, which is
    // never opened: opening a FIFO would give it another end.
    [[nodiscard]] Result<Fd> follow(const std::string& name) const;
    // The regular file that the process itself would find at `path`, in its root and its mounts.
    [[nodiscard]] Result<Fd> follow_in_root(const std::string& path) const;

  private:
    ProcDir(Fd fd, std::string path) noexcept : fd_(std::move(fd)), path_(std::move(path)) {}
    [[nodiscard]] std::string path_of(const std::string& name) const { return path_ + '/' + name; }

    Fd fd_;
    std::string path_;
};

// A file of /proc that belongs to no process ("/proc/locks"), or any other small file by its path.
[[nodiscard]] Result<std::string> read_proc_file(const std::string& path,
                                                 std::size_t limit = 16U << 20U);

// Whether an error of the above says that the process or thread is no longer there.
[[nodiscard]] bool is_gone(const Error& error) noexcept;

}  // namespace hangar::os
