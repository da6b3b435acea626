// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>
#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/data_maps.hpp>
#include <hangar/diag/os/matchers.test.hpp>

namespace hangar::os {
namespace {

int initialised = 4711;

TEST(DataMapsTest, HoldWhatIsInitialisedAndNoCode) {
    const auto maps = read_data_maps(*ProcDir::open(::getpid()));
    ASSERT_THAT(maps, Succeeds());
    EXPECT_NE(find_map(*maps, reinterpret_cast<std::uint64_t>(&initialised)), nullptr);
    EXPECT_EQ(find_map(*maps, reinterpret_cast<std::uint64_t>(&read_data_maps)), nullptr);
    EXPECT_TRUE(std::ranges::is_sorted(*maps, {}, &ProcMap::start));
}

TEST(DataMapsTest, AreTheSameWhetherTheKernelIsAskedOrTheLinesAreRead) {
    const TestChild child;
    const auto dir = ProcDir::open(child.id().pid);
    ASSERT_THAT(dir, Succeeds());
    const auto lines = read_data_maps_by_line(*dir);
    ASSERT_THAT(lines, Succeeds());
    EXPECT_FALSE(lines->empty());
    EXPECT_EQ(read_data_maps(*dir).value(), *lines);
}

}  // namespace
}  // namespace hangar::os
