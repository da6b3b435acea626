// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <hangar/harness/events/leaked.hpp>

namespace hangar::events {
namespace {

TEST(LeakedTest, AProcessIsToldWithWhereItListensAndAFileByItsPath) {
    EXPECT_EQ(text({7, "sleep 1"}), "7 sleep 1");
    LeakedProcess server{7, "server -d"};
    server.listens = {"127.0.0.1:80"};
    EXPECT_EQ(text(server), "7 server -d, listening on 127.0.0.1:80");
    server.listens.emplace_back("[::1]:80");
    EXPECT_EQ(what_is_left(server), "server -d, listening on 127.0.0.1:80 and [::1]:80");
    EXPECT_EQ(text({7, "prog", "/dev/shm/x"}), "/dev/shm/x");
}

}  // namespace
}  // namespace hangar::events
