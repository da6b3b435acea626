// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <hangar/diag/os/pidfd.hpp>
#include <hangar/diag/os/proc_dir.hpp>

namespace hangar::unwind {

// A specimen, run by a test: it stands in specimens/ beside the test program, and says a line that
// begins with "ready" when it is in place. Whatever happens, it is gone when this is.
class Patient {
  public:
    explicit Patient(const std::string& program, std::vector<std::string> arguments = {});
    ~Patient();
    Patient(const Patient&) = delete;
    Patient& operator=(const Patient&) = delete;

    [[nodiscard]] pid_t pid() const noexcept { return handle_.id().pid; }
    [[nodiscard]] const os::Pidfd& handle() const noexcept { return handle_; }
    [[nodiscard]] os::ProcDir proc() const;
    [[nodiscard]] std::vector<pid_t> tids() const;
    // Until so many of its threads are blocked; false if that takes too long.
    [[nodiscard]] bool wait_at_rest(std::size_t count) const;
    // Its next line of output.
    [[nodiscard]] std::string read_line() const;

    [[nodiscard]] static std::string path_of(const std::string& program);

  private:
    os::Fd channel_;  // its standard input and output
    os::Pidfd handle_;
};

}  // namespace hangar::unwind
