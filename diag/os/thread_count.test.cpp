// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/thread_count.hpp>
#include <thread>

namespace hangar::os {
namespace {

TEST(ThreadCountTest, IsThatOfTheListing) {
    const auto self = ProcDir::open(::getpid());
    ASSERT_THAT(self, Succeeds());
    const auto listed = [&] { return self->numbers("task").value().size(); };
    EXPECT_EQ(count_threads(*self).value(), listed());
    std::jthread another([](const std::stop_token& stop) {
        while (!stop.stop_requested()) std::this_thread::yield();
    });
    EXPECT_EQ(count_threads(*self).value(), listed());
    EXPECT_GE(listed(), 2U);
}

TEST(ThreadCountTest, OfAPlainProcessIsOne) {
    const TestChild child;
    EXPECT_EQ(count_threads(*ProcDir::open(child.id().pid)).value(), 1U);
}

TEST(ThreadCountTest, FailsForOneThatIsGone) {
    TestChild child;
    const auto dir = ProcDir::open(child.id().pid);
    ASSERT_THAT(dir, Succeeds());
    child.release();
    static_cast<void>(child.wait());
    EXPECT_FALSE(count_threads(*dir));
}

}  // namespace
}  // namespace hangar::os
