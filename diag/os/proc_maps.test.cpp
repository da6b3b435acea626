// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <hangar/diag/os/proc_maps.hpp>
#include <string>

namespace hangar::os {
namespace {

TEST(ParseMapTest, ReadsAFilesMapping) {
    const auto map = parse_map(
        "7f00aa000000-7f00aa021000 r-xp 0001f000 fe:01 1234                       /usr/lib/a b.so");
    ASSERT_TRUE(map);
    ProcMap expected;
    expected.start = 0x7f00aa000000;
    expected.end = 0x7f00aa021000;
    expected.offset = 0x1f000;
    expected.inode = 1234;
    expected.device_major = 0xfe;
    expected.device_minor = 1;
    expected.readable = true;
    expected.executable = true;
    expected.path = "/usr/lib/a b.so";
    EXPECT_EQ(*map, expected);
}

TEST(ParseMapTest, ReadsAnonymousAndKernelMappings) {
    const auto anonymous = parse_map("1000-2000 rw-s 00000000 00:00 0 ");
    ASSERT_TRUE(anonymous);
    EXPECT_TRUE(anonymous->shared);
    EXPECT_EQ(anonymous->path, "");
    EXPECT_EQ(parse_map("1000-2000 rw-p 00000000 00:00 0      [stack]")->path, "[stack]");
}

TEST(ParseMapTest, TellsDeletedFilesAndEscapedNames) {
    const auto deleted = parse_map("1000-2000 r--p 00000000 fe:01 7    /tmp/a (deleted)");
    ASSERT_TRUE(deleted);
    EXPECT_TRUE(deleted->deleted);
    EXPECT_EQ(deleted->path, "/tmp/a");
    EXPECT_EQ(parse_map("1000-2000 r--p 00000000 fe:01 7    /tmp/a\\012b")->path, "/tmp/a\nb");
}

TEST(ParseMapTest, RefusesWhatIsNoSuchLine) {
    for (const auto* line :
         {"", " ", "1000", "1000-2000", "2000-1000 r--p 00000000 fe:01 7", "1000-2000 r-- 0 0:0 0",
          "1000-2000 r--p x fe:01 7", "1000-2000 r--p 0 fe01 7", "1000-2000 r--p 0 fe:01",
          "1000-20000000000000000 r--p 0 fe:01 7"})
        EXPECT_EQ(parse_map(line), std::nullopt) << line;
}

TEST(FindMapTest, FindsTheOneThatHoldsTheAddress) {
    const auto maps = parse_maps("1000-2000 r--p 0 0:0 0\nnonsense\n3000-4000 r--p 0 0:0 0\n");
    ASSERT_EQ(maps.size(), 2U);
    EXPECT_EQ(find_map(maps, 0xfff), nullptr);
    EXPECT_EQ(find_map(maps, 0x1000), &maps[0]);
    EXPECT_EQ(find_map(maps, 0x1fff), &maps[0]);
    EXPECT_EQ(find_map(maps, 0x2000), nullptr);
    EXPECT_EQ(find_map(maps, 0x3fff), &maps[1]);
    EXPECT_EQ(find_map(maps, 0x4000), nullptr);
}

TEST(ReadMapsTest, FindsOurOwnCode) {
    const auto self = ProcDir::open(this_process());
    ASSERT_TRUE(self);
    const auto maps = read_maps(*self);
    ASSERT_TRUE(maps) << maps.error().message();
    const auto* here = find_map(*maps, reinterpret_cast<std::uint64_t>(&read_maps));
    ASSERT_NE(here, nullptr);
    EXPECT_TRUE(here->executable);
    EXPECT_NE(here->path, "");
}

}  // namespace
}  // namespace hangar::os
