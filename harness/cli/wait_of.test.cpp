// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <array>
#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/fork.hpp>
#include <hangar/harness/cli/wait_of.hpp>
#include <thread>

namespace hangar::cli {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::StartsWith;

// It never sees data: we hold the other end, and close it.
TEST(WaitOfTest, SaysWhatAProcessWaitsForInWordsOfItsOwn) {
    auto pipe = os::make_pipe().value();
    auto forked = os::fork_process().value();
    if (forked.in_child()) {
        pipe.second.reset();
        std::array<std::byte, 1> byte{};
        static_cast<void>(os::read_some(pipe.first.get(), byte));
        ::_exit(0);
    }
    const auto end = os::Deadline::after(20s);
    std::string wait;
    while (!wait.starts_with("pipe ") && !end.passed()) {
        std::this_thread::sleep_for(5ms);  // it comes to its read
        wait = wait_of(forked.child.id().pid);
    }
    EXPECT_THAT(wait, StartsWith("pipe "));
    EXPECT_THAT(wait, HasSubstr("empty"));
    pipe.second.reset();
    EXPECT_TRUE(forked.child.wait_exit(os::Deadline::after(20s)).value());
    EXPECT_TRUE(forked.child.collect());
}

TEST(WaitOfTest, SaysNothingOfAProcessThatIsNotThere) {
    EXPECT_EQ(wait_of(0x3fff'ffff), "");
}

}  // namespace
}  // namespace hangar::cli
