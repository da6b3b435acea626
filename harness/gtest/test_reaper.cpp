// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <unistd.h>

#include <hangar/diag/os/proc_children.hpp>
#include <hangar/harness/gtest/test_reaper.hpp>

namespace hangar {

TestReaper::TestReaper(const TestReaperOptions& options)
    : options_(options),
      before_(os::children_of_this_process().value_or(std::vector<os::ProcessId>())),
      owner_(::getpid()) {}

reap::Leftovers TestReaper::reap_now() {
    const auto children = reap::children_since(before_);
    if (!children) {
        tell_leak(OnLeak::fail, "reaped",
                  "what the test left behind cannot be told: " + children.error().message() + '\n');
        return {};
    }
    return reap::take_leftovers(*children, {options_.grace, false});
}

TestReaper::~TestReaper() {
    if (::getpid() != owner_) return;
    const auto left = reap_now();
    if (!left.any()) return;
    const bool fails = (!left.reaping.processes.empty() && options_.on_survivor == OnLeak::fail) ||
                       (!left.unreaped.empty() && options_.on_zombie == OnLeak::fail);
    tell_leak(fails ? OnLeak::fail : OnLeak::report, "reaped",
              "the test left processes behind\n" + left.text());
}

}  // namespace hangar
