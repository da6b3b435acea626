// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace hangar::hang {

// Who may arm a guard now: one thread of a process at a time. A lock that a forked child does not
// find held by a thread that it does not have. Waits for some seconds at most; false: in vain.
class MakersTurn {
  public:
    MakersTurn() noexcept;
    ~MakersTurn();
    MakersTurn(const MakersTurn&) = delete;
    MakersTurn& operator=(const MakersTurn&) = delete;
    explicit operator bool() const noexcept { return taken_; }

  private:
    bool taken_ = false;
};

}  // namespace hangar::hang
