// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <hangar/diag/os/fd.hpp>

namespace hangar::spawn {

// What a child prints before its boot is through goes to a memory file first: if it dies, that is
// its last output; if it boots, the text is passed on to where it was meant to go. Nobody has to
// drain anything. The parent makes one for each child in a process of its own.
class BootOutput {
  public:
    // Errors: EMFILE, ENOMEM. With stdout or stderr closed there is nothing to divert: empty.
    [[nodiscard]] static os::Result<BootOutput> make();

    // In the child: 1 and 2 are the memory file from here on. Returns 0 or an errno.
    [[nodiscard]] int divert() const noexcept;  // async-signal-safe
    // In the child: passes on what was printed, and 1 and 2 are what the parent's are.
    void restore() noexcept;

    // In the parent: the end of what the child printed.
    [[nodiscard]] std::string tail(std::size_t limit = 4096) const;

    // Descriptors that an executed child must keep, and the same object made of them again.
    [[nodiscard]] bool diverts() const noexcept { return static_cast<bool>(file_); }
    [[nodiscard]] int file() const noexcept { return file_.get(); }
    [[nodiscard]] int out() const noexcept { return out_.get(); }
    [[nodiscard]] int err() const noexcept { return err_.get(); }
    [[nodiscard]] static BootOutput adopt(int file, int out, int err) noexcept;

  private:
    os::Fd file_;
    os::Fd out_;  // where stdout and stderr really go
    os::Fd err_;
};

}  // namespace hangar::spawn
