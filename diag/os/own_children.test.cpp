// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <hangar/diag/os/fork.hpp>
#include <hangar/diag/os/own_children.hpp>
#include <hangar/diag/os/pidfd.hpp>
#include <hangar/diag/os/signal_safe.hpp>
#include <latch>
#include <thread>

namespace hangar::os {
namespace {

using testing::Contains;
using testing::Not;

// Ends when told to; collected by then.
class Child {
  public:
    Child() : gate_(make_pipe().value()), forked_(fork_process().value()) {
        if (!forked_.in_child()) return;
        gate_.second.reset();
        static_cast<void>(wait_readable(gate_.first.get(), Deadline::never()));
        signal_safe::end_process(0);
    }
    ~Child() { collect(); }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    [[nodiscard]] pid_t pid() const { return forked_.child.id().pid; }
    void end() {
        gate_.second.reset();
        static_cast<void>(forked_.child.wait_exit(Deadline::after(std::chrono::seconds(10))));
    }
    void collect() {
        end();
        static_cast<void>(forked_.child.collect());
    }

  private:
    FdPair gate_;
    ForkResult forked_;
};

class OwnChildrenTest : public testing::Test {
  protected:
    const OwnChildren children_ = OwnChildren::open().value();
};

TEST_F(OwnChildrenTest, AChildIsThereUntilItIsCollected) {
    Child child;
    EXPECT_THAT(children_.numbers().value(), Contains(child.pid()));
    child.end();
    EXPECT_THAT(children_.numbers().value(), Contains(child.pid()));
    child.collect();
    EXPECT_THAT(children_.numbers().value(), Not(Contains(child.pid())));
}

TEST_F(OwnChildrenTest, ThoseOfAnotherThreadAreThere) {
    std::latch forked(1);
    std::latch looked(1);
    pid_t pid = 0;
    std::thread other([&] {
        Child child;
        pid = child.pid();
        forked.count_down();
        looked.wait();
    });
    forked.wait();
    const auto seen = children_.numbers();
    looked.count_down();
    other.join();
    EXPECT_THAT(seen.value(), Contains(pid));
}

}  // namespace
}  // namespace hangar::os
