// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <cerrno>
#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/process_setup.hpp>
#include <hangar/diag/os/process_tag.hpp>

namespace hangar::os {
namespace {

TEST(ProcessTagTest, AChildsTagIsNotItsParents) {
    const auto ours = process_tag(::getpid()).value();
    const TestChild child([](TestParent&) {
        return set_process_tag(4712) == 0 && process_tag(::getpid()).value() == 4712U ? 0 : 1;
    });
    EXPECT_TRUE(child.wait().success());
    EXPECT_EQ(process_tag(::getpid()).value(), ours);
}

TEST(ProcessTagTest, ItIsHandedDownOverASessionAnExecAndAnEmptyEnvironment) {
    TestChild child([](TestParent& parent) {
        if (set_process_tag(4711) != 0 || new_session() != 0) return 1;
        const auto forked = fork_process();
        if (!forked) return 2;
        if (!forked->in_child()) {
            parent.ready(std::to_string(forked->child.id().pid));
            parent.hold();
            return forked->child.signal(SIGKILL) ? 0 : 3;
        }
        const char* const arguments[] = {"/bin/sleep", "100", nullptr};
        const char* const environment[] = {nullptr};
        return exec_path(arguments[0], const_cast<char* const*>(arguments),
                         const_cast<char* const*>(environment));
    });
    const pid_t grandchild = std::stoi(child.wait_ready());
    EXPECT_EQ(process_tag(grandchild).value(), 4711U);
    EXPECT_EQ(process_tag(child.id().pid).value(), 4711U);
    child.release();
    EXPECT_TRUE(child.wait().success());
}

TEST(ProcessTagTest, WhatIsNotThereHasNone) {
    EXPECT_THAT(process_tag(4'194'305), FailsWith(ESRCH));
}

}  // namespace
}  // namespace hangar::os
