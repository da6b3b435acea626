// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <hangar/harness/report/cell.hpp>

namespace hangar::report {
namespace {

TEST(CellTest, IsTheSuffixOfTheInstancesName) {
    EXPECT_EQ(cell_of("Matrix/Echo.RoundTrip/exec_fd_uds"), (Cell{"exec", "fd", "uds"}));
    EXPECT_EQ(cell_of("Matrix/Echo.RoundTrip/fork_worker_no_tcp"),
              (Cell{"fork_worker", "no", "tcp"}));
}

TEST(CellTest, OneCaptureModeHasTwoWords) {
    EXPECT_EQ(cell_of("Matrix/Echo.A/fork_worker_tee_sys_uds"),
              (Cell{"fork_worker", "tee_sys", "uds"}));
    EXPECT_EQ(cell_of("Matrix/Echo.A/thread_sys_pair"), (Cell{"thread", "sys", "pair"}));
}

TEST(CellTest, AnyOtherTestHasNone) {
    for (const char* name : {"Echo.RoundTrip", "Echo.A/exec_fd_uds", "Matrix/Echo.A/7",
                             "Matrix/Echo.A/fd_uds", "Matrix/Echo.A/_fd_uds", "Matrix/", ""})
        EXPECT_FALSE(cell_of(name)) << name;
}

}  // namespace
}  // namespace hangar::report
