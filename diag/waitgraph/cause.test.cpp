// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <hangar/diag/waitgraph/cause.hpp>

namespace hangar::waitgraph {
namespace {

TEST(CauseTest, EverySlugIsItsEnumeratorsName) {
    for (int i = 0; i <= static_cast<int>(Cause::wait_cycle); ++i) {
        const auto cause = static_cast<Cause>(i);
        EXPECT_EQ(cause_of(slug(cause)), cause) << slug(cause);
    }
    EXPECT_EQ(slug(Cause::mutex_cycle), "mutex-cycle");
    EXPECT_EQ(slug(Cause::eof_in_flight_fd), "eof-in-flight-fd");
    EXPECT_EQ(slug(Cause::disk_wait), "disk-wait");
    EXPECT_EQ(slug(Cause::wait_cycle), "wait-cycle");
    EXPECT_EQ(cause_of("nonsense"), std::nullopt);
}

TEST(ConfidenceTest, IsOrderedAndNamed) {
    EXPECT_LT(Confidence::possible, Confidence::likely);
    EXPECT_LT(Confidence::likely, Confidence::proven);
    EXPECT_EQ(name(Confidence::likely), "likely");
}

}  // namespace
}  // namespace hangar::waitgraph
