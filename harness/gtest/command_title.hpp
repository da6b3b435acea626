// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace hangar {

// The place of one argument in this process's command line, as the kernel shows it to others (ps,
// a report of what a test left behind). Another may be written over it if that is not longer.
// Borrows the memory that main() was given.
class CommandTitle {
  public:
    CommandTitle() noexcept = default;  // writes nothing
    // The first argument that begins so. Requires: before anything else moves the arguments.
    static CommandTitle find(int argc, char** argv, std::string_view begin) noexcept;
    // NULs fill what is left; one that does not fit is not written.
    void write(std::string_view argument) const noexcept;

  private:
    explicit CommandTitle(std::span<char> place) noexcept : place_(place) {}
    std::span<char> place_;
};

}  // namespace hangar
