// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/proc_maps.hpp>

namespace hangar::os {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

TEST(ParseMappingTest, ReadsEveryField) {
    const auto mapping = parse_mapping(
        "55d0c000-55d0d000 r-xp 00001000 fe:0a 10952819                   /usr/bin/a b");
    ASSERT_TRUE(mapping);
    Mapping expected;
    expected.start = 0x55d0c000;
    expected.end = 0x55d0d000;
    expected.readable = true;
    expected.executable = true;
    expected.offset = 0x1000;
    expected.device_major = 0xfe;
    expected.device_minor = 0x0a;
    expected.inode = 10952819;
    expected.path = "/usr/bin/a b";
    EXPECT_EQ(*mapping, expected);
}

TEST(ParseMappingTest, PathsAreUnescapedAndSayIfTheyAreGone) {
    const auto path = [](std::string_view text) {
        return parse_mapping("0-1 rw-s 0 0:1 7   " + std::string(text));
    };
    EXPECT_TRUE(path("/dev/shm/x (deleted)")->deleted);
    EXPECT_EQ(path("/dev/shm/x (deleted)")->path, "/dev/shm/x");
    EXPECT_EQ(path(R"(/a\012b)")->path, "/a\nb");
    EXPECT_EQ(path("")->path, "");
    EXPECT_EQ(path("[heap]")->path, "[heap]");
    EXPECT_TRUE(path("[heap]")->shared);
}

TEST(ParseMappingTest, RefusesWhatIsNone) {
    for (const auto* line : {"", "x", "1-2", "1-2 rwxp", "1 rwxp 0 0:0 0", "2-1 rwxp 0 0:0 0",
                             "1-2 rwx 0 0:0 0", "1-2 rwxp x 0:0 0", "1-2 rwxp 0 00 0",
                             "1-2 rwxp 0 0:0 x", "1-fffffffffffffffff rwxp 0 0:0 0"})
        EXPECT_EQ(parse_mapping(line), std::nullopt) << line;
}

TEST(ParseMapsTest, PassesOverWhatIsNone) {
    EXPECT_THAT(parse_maps("1-2 rwxp 0 0:0 0\nrubbish\n\n2-3 rwxp 0 0:0 0"), SizeIs(2));
    EXPECT_THAT(parse_maps(""), IsEmpty());
}

TEST(FindMappingTest, FindsTheOneAround) {
    const auto maps = parse_maps("1000-2000 rwxp 0 0:0 0\n3000-4000 rwxp 0 0:0 0\n");
    EXPECT_EQ(find_mapping(maps, 0x1000), &maps[0]);
    EXPECT_EQ(find_mapping(maps, 0x1fff), &maps[0]);
    EXPECT_EQ(find_mapping(maps, 0x3fff), &maps[1]);
    for (const std::uint64_t address : {0x0U, 0xfffU, 0x2000U, 0x2fffU, 0x4000U})
        EXPECT_EQ(find_mapping(maps, address), nullptr) << address;
    EXPECT_EQ(find_mapping({}, 0x1000), nullptr);
}

TEST(ReadMapsTest, FindsOurOwnCode) {
    const auto maps = read_maps(*ProcDir::open(::getpid()));
    ASSERT_THAT(maps, Succeeds());
    const auto* code = find_mapping(*maps, reinterpret_cast<std::uint64_t>(&read_maps));
    ASSERT_NE(code, nullptr);
    EXPECT_TRUE(code->executable);
    EXPECT_THAT(code->path, testing::EndsWith("diag_os_test"));
    const int local = 0;
    const auto* stack = find_mapping(*maps, reinterpret_cast<std::uint64_t>(&local));
    ASSERT_NE(stack, nullptr);
    EXPECT_TRUE(stack->writable);
}

}  // namespace
}  // namespace hangar::os
