// SPDX-License-Identifier: Apache-2.0
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/process_setup.hpp>
#include <hangar/diag/os/signals.hpp>
#include <hangar/diag/os/vfork.hpp>

namespace hangar::os {
namespace {

WaitStatus end_of(const Pidfd& child) {
    EXPECT_EQ(*child.wait_exit(soon()), true);
    return **child.collect();
}

TEST(VforkTest, TheChildsResultIsItsExitStatus) {
    auto seven = []() noexcept { return 7; };
    const auto child = vfork_process(seven);
    ASSERT_THAT(child, Succeeds());
    EXPECT_EQ(end_of(*child), WaitStatus::exited(7));
}

TEST(VforkTest, ExecutesAProgram) {
    std::array<char*, 4> arguments{const_cast<char*>("sh"), const_cast<char*>("-c"),
                                   const_cast<char*>("kill -TERM $$"), nullptr};
    auto run = [&]() noexcept {
        reset_signals();
        return exec_path("/bin/sh", arguments.data(), environ);
    };
    const auto child = vfork_process(run);
    ASSERT_THAT(child, Succeeds());
    EXPECT_EQ(*identify(child->id().pid), child->id());
    EXPECT_EQ(end_of(*child), WaitStatus::signalled(SIGTERM));
}

TEST(VforkTest, AnUnidentifiedChildIsCollectedLikeAnother) {
    for (int status = 0; status < 3; ++status) {  // on the same stack
        auto result = [&]() noexcept { return status; };
        const auto child = vfork_unidentified(result);
        ASSERT_THAT(child, Succeeds());
        EXPECT_EQ(child->id().start_time, 0U);
        EXPECT_EQ(identify(child->id().pid)->pid, child->id().pid);
        EXPECT_EQ(end_of(*child), WaitStatus::exited(status));
    }
}

TEST(VforkTest, TheParentSeesWhatTheChildWrote) {
    int failure = 0;
    std::array<char*, 1> none{nullptr};
    auto run = [&]() noexcept {
        failure = exec_path("/nowhere/program", none.data(), none.data());
        return 127;
    };
    const auto child = vfork_process(run);
    ASSERT_THAT(child, Succeeds());
    EXPECT_EQ(failure, ENOENT);
    EXPECT_EQ(end_of(*child), WaitStatus::exited(127));
}

TEST(VforkTest, RestoresTheCallersSignalMask) {
    sigset_t before;
    sigset_t after;
    pthread_sigmask(SIG_SETMASK, nullptr, &before);
    auto nothing = []() noexcept { return 0; };
    const auto child = vfork_process(nothing);
    pthread_sigmask(SIG_SETMASK, nullptr, &after);
    for (int signal = 1; signal < NSIG; ++signal)
        EXPECT_EQ(sigismember(&before, signal), sigismember(&after, signal));
    EXPECT_TRUE(end_of(*child).success());
}

TEST(VforkTest, FailsWithoutAFreeDescriptor) {
    auto nothing = []() noexcept { return 0; };
    EXPECT_THAT(without_free_fd([&] { return vfork_process(nothing); }), FailsWith(EMFILE));
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
    EXPECT_EQ(errno, ECHILD);
}

}  // namespace
}  // namespace hangar::os
