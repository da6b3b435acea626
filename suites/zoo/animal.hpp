// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <hangar/diag/os/pidfd.hpp>

namespace hangar::zoo_test {

// A program of the zoo, run by a test, in position: it has said so. Whatever happens, it and its
// descendants are gone when this is. Requires: the test program is a subreaper (become_keeper).
class Animal {
  public:
    // `build` is "O0" or "O2".
    Animal(const std::string& build, const std::string& name);
    ~Animal();
    Animal(const Animal&) = delete;
    Animal& operator=(const Animal&) = delete;

    [[nodiscard]] pid_t pid() const noexcept { return handle_.id().pid; }
    // Why it cannot be shown here; empty: it can, and is there.
    [[nodiscard]] const std::string& missing() const noexcept { return missing_; }
    // The processes that it said are part of it.
    [[nodiscard]] const std::vector<pid_t>& concerned() const noexcept { return concerned_; }

  private:
    [[nodiscard]] std::string read_line();

    os::Fd output_;
    os::Pidfd handle_;
    std::vector<pid_t> concerned_;
    std::string missing_;
};

// Orphans of the animals come to this process, which collects them.
void become_keeper();

}  // namespace hangar::zoo_test
