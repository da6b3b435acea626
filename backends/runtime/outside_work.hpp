// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/backends/runtime/loop.hpp>
#include <hangar/backends/runtime/reactor.hpp>

namespace hangar::runtime {

// While one lives, another thread is expected to post work to the current loop: on a virtual clock
// the loop then waits for it instead of calling itself stalled. Made and destroyed on the loop's
// thread.
class OutsideWork {
  public:
    OutsideWork() noexcept : reactor_(Loop::running().reactor()) { reactor_.expect_work(true); }
    ~OutsideWork() { reactor_.expect_work(false); }
    OutsideWork(const OutsideWork&) = delete;
    OutsideWork& operator=(const OutsideWork&) = delete;

  private:
    Reactor& reactor_;
};

}  // namespace hangar::runtime
