// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <atomic>
#include <hangar/diag/os/pidfd.hpp>
#include <memory>
#include <thread>

namespace hangar::faults {

// One call of the system, once, fails in a process or in one that descends from it: its `nth` (from
// 1) with `error`; all others are what they are. The kernel asks us each time (a seccomp filter
// with user notification), so that the program under test has no seam for it.
//
//   RefusedCall refused(SYS_accept4, EMFILE, 2);     // before the fork
//   fork; child: refused.begin();  parent: refused.supervise(child);
class RefusedCall {
  public:
    RefusedCall(int call, int error, unsigned nth);
    ~RefusedCall();
    RefusedCall(const RefusedCall&) = delete;
    RefusedCall& operator=(const RefusedCall&) = delete;

    // In the process under test: from here on. Whether it can be done here.
    [[nodiscard]] bool begin() noexcept;
    // In its parent, until all who are under the filter have ended.
    void supervise();
    // Whether it came to the nth.
    [[nodiscard]] bool happened() const noexcept;

  private:
    struct Shared;
    void answer(int listener);

    int call_;
    int error_;
    unsigned nth_;
    Shared* shared_;
    std::thread supervisor_;
};

}  // namespace hangar::faults
