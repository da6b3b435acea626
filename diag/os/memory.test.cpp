// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>

#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/memory.hpp>
#include <vector>

namespace hangar::os {
namespace {

constexpr std::string_view rollup =
    "55d0-7ffe ---p 00000000 00:00 0                          [rollup]\n"
    "Rss:                1884 kB\n"
    "Pss:                 170 kB\n"
    "Pss_Dirty:            84 kB\n"
    "Private_Clean:         4 kB\n"
    "Private_Dirty:        84 kB\n"
    "Referenced:         1884 kB\n";

TEST(ParseSmapsRollupTest, ReadsTheFigures) {
    const auto use = parse_smaps_rollup(rollup);
    ASSERT_TRUE(use);
    EXPECT_EQ(*use, (MemoryUse{1884 * 1024, 170 * 1024, 4 * 1024, 84 * 1024}));
    EXPECT_EQ(use->private_bytes(), 88U * 1024);
}

TEST(ParseSmapsRollupTest, RefusesWhatHasNotAllOfThem) {
    for (const auto* text : {"", "Rss:", "Rss: 1 kB\nRss: 1 kB\nRss: 1 kB\nRss: 1 kB\n",
                             "Rss: x kB\nPss: 1 kB\nPrivate_Clean: 1 kB\nPrivate_Dirty: 1 kB\n",
                             "Rss: 1 MB\nPss: 1 kB\nPrivate_Clean: 1 kB\nPrivate_Dirty: 1 kB\n"})
        EXPECT_EQ(parse_smaps_rollup(text), std::nullopt) << text;
    EXPECT_EQ(parse_smaps_rollup("Rss: 18446744073709551615 kB\nPss: 1 kB\nPrivate_Clean: 1 kB\n"
                                 "Private_Dirty: 1 kB\n"),
              std::nullopt);
}

TEST(MemoryUseTest, SeesWhatAChildTouches) {
    constexpr std::size_t size = 8U << 20U;
    const TestChild idle;
    const TestChild busy([](TestParent& parent) {
        std::vector<std::byte> touched(size);
        const auto zeros = open_file(AT_FDCWD, "/dev/zero", O_RDONLY);
        if (*read_some(zeros->get(), touched) != size) return 1;
        parent.ready();
        parent.hold();
        return 0;
    });
    static_cast<void>(busy.wait_ready());
    const auto of_idle = read_memory_use(*ProcDir::open(idle.id()));
    const auto of_busy = read_memory_use(*ProcDir::open(busy.id()));
    ASSERT_THAT(of_idle, Succeeds());
    ASSERT_THAT(of_busy, Succeeds());
    EXPECT_GE(of_busy->private_bytes(), size);
    EXPECT_LT(of_idle->private_bytes(), size);
    EXPECT_GE(of_idle->resident, of_idle->private_bytes());
}

}  // namespace
}  // namespace hangar::os
