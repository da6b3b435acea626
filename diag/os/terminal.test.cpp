// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>

#include <cerrno>
#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/process_setup.hpp>
#include <hangar/diag/os/terminal.hpp>

namespace hangar::os {
namespace {

struct Terminal {
    Fd master;
    Fd slave;
};

Terminal open_terminal() {
    Fd master(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
    EXPECT_EQ(::grantpt(master.get()), 0);
    EXPECT_EQ(::unlockpt(master.get()), 0);
    Fd slave(::open(::ptsname(master.get()), O_RDWR | O_NOCTTY | O_CLOEXEC));
    return {std::move(master), std::move(slave)};
}

TEST(TerminalTest, TellsItsSize) {
    const auto terminal = open_terminal();
    const winsize size{24, 80, 0, 0};
    ASSERT_EQ(::ioctl(terminal.master.get(), TIOCSWINSZ, &size), 0);
    EXPECT_TRUE(is_terminal(terminal.slave.get()));
    EXPECT_EQ(window_size(terminal.slave.get())->rows, 24);
    EXPECT_EQ(window_size(terminal.slave.get())->columns, 80);
}

TEST(TerminalTest, TellsTheForegroundGroup) {
    const auto terminal = open_terminal();
    const TestChild leader([&](TestParent&) {
        if (new_session() != 0 || ::ioctl(terminal.slave.get(), TIOCSCTTY, 0) != 0) return 1;
        if (in_foreground(terminal.slave.get()) != true) return 2;
        const TestChild background([&](TestParent&) {
            if (new_process_group() != 0) return 1;
            return in_foreground(terminal.slave.get()) == false ? 0 : 2;
        });
        return background.wait().success() ? 0 : 3;
    });
    EXPECT_EQ(leader.wait(), WaitStatus::exited(0));
}

TEST(TerminalTest, APipeIsNone) {
    const auto pipe = make_pipe();
    EXPECT_FALSE(is_terminal(pipe->first.get()));
    EXPECT_THAT(window_size(pipe->first.get()), FailsWith(ENOTTY));
    EXPECT_THAT(in_foreground(pipe->first.get()), FailsWith(ENOTTY));
}

}  // namespace
}  // namespace hangar::os
