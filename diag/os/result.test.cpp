// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cerrno>
#include <hangar/diag/os/result.hpp>

namespace hangar::os {
namespace {

TEST(ErrorTest, TellsTheOperationItsTargetAndTheCause) {
    const Error error{ESRCH, "pidfd_open", "pid 4711"};
    EXPECT_EQ(error.message(), "pidfd_open pid 4711: No such process (ESRCH)");
}

TEST(ErrorTest, NeedsNoTarget) {
    EXPECT_EQ((Error{EMFILE, "pipe2", ""}).message(), "pipe2: Too many open files (EMFILE)");
}

TEST(ErrorTest, AnUnknownCodeIsItsNumber) {
    EXPECT_EQ((Error{4711, "read", ""}).message(), "read: unknown error (errno 4711)");
}

TEST(ErrorTest, TheLastErrorIsErrnos) {
    errno = EACCES;
    const Status status = last_error("open", "/etc/shadow");
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error(), (Error{EACCES, "open", "/etc/shadow"}));
}

}  // namespace
}  // namespace hangar::os
