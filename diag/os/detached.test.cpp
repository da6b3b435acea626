// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include <hangar/diag/os/detached.hpp>
#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/pidfd.hpp>
#include <hangar/diag/os/proc_dir.hpp>

namespace hangar::os {
namespace {

using namespace std::chrono_literals;

class DetachedTest : public testing::Test {
  protected:
    Result<ProcessId> start(const std::string& path, const char* script) {
        std::array<char*, 4> arguments{const_cast<char*>("sh"), const_cast<char*>("-c"),
                                       const_cast<char*>(script), nullptr};
        std::array<char*, 1> environment{nullptr};
        std::array<FdPlacement, 1> fds{FdPlacement{pipe_.second.get(), 7}};
        return start_detached({path, arguments.data(), environment.data(), fds});
    }
    std::string said() {
        pipe_.second.reset();
        std::array<std::byte, 256> text{};
        const auto ready = wait_readable(pipe_.first.get(), Deadline::after(20s));
        if (!ready || !*ready) return "nothing";
        const auto size = read_some(pipe_.first.get(), text).value_or(0);
        return {reinterpret_cast<const char*>(text.data()), size};
    }
    FdPair pipe_ = make_pipe().value();
};

TEST_F(DetachedTest, IsNobodysChildAndHoldsWhatItWasGivenAlone) {
    const auto id = start("/bin/sh", "[ -e /proc/$$/fd/2 ] || echo alone >&7");
    ASSERT_THAT(id, Succeeds());
    EXPECT_NE(id->pid, 0);
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG | __WALL), -1);
    EXPECT_EQ(errno, ECHILD);
    EXPECT_EQ(said(), "alone\n");
}

TEST_F(DetachedTest, ItsDirectoryIsTheRoot) {
    ASSERT_THAT(start("/bin/sh", "pwd >&7"), Succeeds());
    EXPECT_EQ(said(), "/\n");
}

TEST_F(DetachedTest, SaysWhatCannotBeExecuted) {
    const auto id = start("/nowhere/program", "");
    ASSERT_FALSE(id);
    EXPECT_EQ(id.error().code, ENOENT);
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG | __WALL), -1);
}

}  // namespace
}  // namespace hangar::os
