// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/wait_any.hpp>

namespace hangar::os {
namespace {

using namespace std::chrono_literals;

TEST(WaitAnyTest, TellsWhichAreReady) {
    auto one = make_pipe().value();
    auto two = make_pipe().value();
    auto three = make_pipe().value();
    ASSERT_THAT(write_all(two.second.get(), "x"), Succeeds());
    three.second.reset();
    const std::array fds{one.first.get(), two.first.get(), three.first.get()};
    const auto ready = wait_any_readable(fds, Deadline::after(20s));
    ASSERT_THAT(ready, Succeeds());
    EXPECT_THAT(*ready, testing::ElementsAre(two.first.get(), three.first.get()));
}

TEST(WaitAnyTest, EndsAtTheDeadline) {
    const auto pipe = make_pipe().value();
    const std::array fds{pipe.first.get()};
    EXPECT_THAT(wait_any_readable(fds, Deadline::after(1ms)).value(), testing::IsEmpty());
}

}  // namespace
}  // namespace hangar::os
