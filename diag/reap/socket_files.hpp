// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <hangar/diag/os/process.hpp>
#include <hangar/diag/os/result.hpp>
#include <hangar/diag/reap/sweep.hpp>

namespace hangar::reap {

// The directories in which hangar's actors make their socket files, NAME@PID.sock.
[[nodiscard]] std::vector<std::string> hangar_socket_directories();
// The pid in such a name; empty for another name.
[[nodiscard]] std::optional<pid_t> pid_of_socket_name(std::string_view name);

// Removes this user's socket files NAME@PID.sock in these directories whose process is gone (one of
// that number that is younger than the file is another) and to which no socket is bound, be it an
// heir's, another network namespace's, or one in a process that cannot be looked into: the kernel
// itself is asked. Any thread.
[[nodiscard]] Sweep sweep_socket_files(const std::vector<std::string>& directories,
                                       const SweepOptions& options);

// This user's socket files in these directories, by their paths; no directory is none.
[[nodiscard]] std::vector<std::string> socket_files_in(const std::vector<std::string>& directories);
// One socket file, whatever its name and age, if no socket is bound to it.
[[nodiscard]] SweptObject sweep_socket_file(const std::string& path, bool only_say);

// A socket file that some process had bound, wherever it is.
struct BoundFile {
    std::string path;
    std::uint64_t inode = 0;  // of the file: what stands at the path later may be another's
    friend bool operator==(const BoundFile&, const BoundFile&) = default;
};
// Those of this user that these processes have bound now. Errors: no sock_diag.
[[nodiscard]] os::Result<std::vector<BoundFile>> bound_files_of(
    const std::vector<os::ProcessId>& processes);
// Removes those of them, the very files, to which no socket is bound any more.
[[nodiscard]] Sweep sweep_bound_files(const std::vector<BoundFile>& files, bool only_say);

}  // namespace hangar::reap
