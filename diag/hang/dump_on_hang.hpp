// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>

#include <hangar/diag/os/result.hpp>

namespace hangar::hang {
struct GuardSlot;
}

namespace hangar::diag {

struct DumpOnHangOptions {
    // Of the text. Relative: to the current directory of now. Empty: hang-PID.txt in the directory
    // that the environment's HANGAR_DUMP_DIR names, else in the current one. A second guard of this
    // process with the same path gets another: hang-2.txt.
    std::string path{};
    bool json = true;  // the same as hangar.dump/1 beside it: hang.json
};

// If it still lives at its deadline, a dump of this process and of all that it waits for goes to a
// file: every thread's stack, the wait-for graph, and the verdict (`hangar dump`). The process goes
// on as it is.
//
//     hangar::diag::DumpOnHang guard{20s, {.path = "hang.txt"}};
//
// A helper process does it, started by the first guard: it needs no thread, no lock, no allocation
// and no signal of this process, however sick it is. It ends with this process. It is the `hangar`
// program (hang/examiner_program.hpp says where it is looked for).
//
// Any thread may make and destroy guards, nested or at the same time; one belongs to the process
// that made it: what a forked child inherits does nothing. Making the first takes a millisecond or
// two, destroying one less than a microsecond. A file that is there is replaced in one step; a
// symbolic link is replaced, not followed. Neither copied nor moved.
// Errors: a guard that could not be armed says so once on standard error, and guards nothing;
// error() tells why, also when a dump could not be written.
// Requires: this process does not adopt orphans (PR_SET_CHILD_SUBREAPER): else the helper is its
// child.
class DumpOnHang {
  public:
    explicit DumpOnHang(std::chrono::nanoseconds deadline, DumpOnHangOptions options = {});
    ~DumpOnHang();
    DumpOnHang(const DumpOnHang&) = delete;
    DumpOnHang& operator=(const DumpOnHang&) = delete;

    // Absolute; empty when it is not armed.
    [[nodiscard]] const std::string& path() const noexcept { return path_; }
    // Whether its deadline has come and the dump is there.
    [[nodiscard]] bool has_dumped() const noexcept;
    [[nodiscard]] std::optional<os::Error> error() const;

  private:
    os::Status arm(std::chrono::nanoseconds deadline, const DumpOnHangOptions& options);

    hang::GuardSlot* slot_ = nullptr;
    pid_t owner_ = 0;
    std::string path_;
    std::optional<os::Error> trouble_;
};

}  // namespace hangar::diag
