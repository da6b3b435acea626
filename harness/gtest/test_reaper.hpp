// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>
#include <sys/types.h>

#include <chrono>
#include <vector>

#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/os/process.hpp>
#include <hangar/diag/reap/own_leftovers.hpp>
#include <hangar/harness/gtest/failing.hpp>
#include <hangar/harness/gtest/guarded.hpp>

namespace hangar {

struct TestReaperOptions {
    OnLeak on_survivor = OnLeak::fail;  // a child that still runs
    OnLeak on_zombie = OnLeak::report;  // one that ended, and that nobody waited for
    os::Duration grace = std::chrono::seconds(3);
};

// "This suite leaks: find out why." At the end of its scope, the whole test if it is a fixture, it
// ends the children that were not there before, with all that descends from them (SIGINT, grace,
// SIGKILL), collects the test's zombies, and says what it found: in the output, as the property
// `reaped` of the XML report, and as a failure where the options say so.
//
//     TEST(Pool, Stops) { const hangar::TestReaper reaper; ... }      // or
//     class Pool : public hangar::ReapedTest {};
//
// A zombie is collected by its pid, at the end and never before: death tests and the test's own
// waits keep their statuses. What has left the tree (a daemon whose parent is gone) is seen by
// `hangar run`, not from here. A forked child's copy does nothing.
class TestReaper {
  public:
    TestReaper() : TestReaper(TestReaperOptions()) {}
    explicit TestReaper(const TestReaperOptions& options);
    ~TestReaper();
    TestReaper(const TestReaper&) = delete;
    TestReaper& operator=(const TestReaper&) = delete;

    // Now instead of at the end; what was found and done.
    reap::Leftovers reap_now();

  private:
    TestReaperOptions options_;
    std::vector<os::ProcessId> before_;
    pid_t owner_;
};

using ReapedTest = Guarded<TestReaper>;

}  // namespace hangar
