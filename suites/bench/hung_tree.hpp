// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/diag/os/pidfd.hpp>

namespace hangar::bench {

// How large a tree is: threads and descriptors are each process's.
struct TreeSize {
    int processes = 1;
    int threads = 1;
    int fds = 0;
};

// A tree that hangs: one process that waits for its children, each of which reads a pipe that the
// first one holds open; the other threads of each wait for one another's mutexes, in a ring.
// Ends with this object. Move-only.
class HungTree {
  public:
    explicit HungTree(TreeSize size);
    ~HungTree();
    HungTree(const HungTree&) = delete;
    HungTree& operator=(const HungTree&) = delete;

    [[nodiscard]] pid_t root() const noexcept { return root_.id().pid; }

  private:
    os::Pidfd root_;
};

}  // namespace hangar::bench
