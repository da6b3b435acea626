// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/proc_io.hpp>

namespace hangar::os {
namespace {

TEST(ParseIoCountTest, ReadsBytesAndCalls) {
    const auto count = parse_io_count(
        "rchar: 6976\nwchar: 17\nsyscr: 10\nsyscw: 2\nread_bytes: 0\nwrite_bytes: 0\n");
    ASSERT_TRUE(count);
    EXPECT_EQ(*count, (IoCount{.bytes_read = 6976, .bytes_written = 17, .reads = 10, .writes = 2}));
}

TEST(ParseIoCountTest, RefusesWhatIsNone) {
    for (const auto* text :
         {"", "rchar: 1", "rchar: 1\nwchar: 2\nsyscr: 3\n",
          "rchar: x\nwchar: 2\nsyscr: 3\nsyscw: 4\n", "wchar: 1\nrchar: 2\nsyscr: 3\nsyscw: 4\n"})
        EXPECT_EQ(parse_io_count(text), std::nullopt) << text;
}

TEST(ReadIoCountTest, AReadCounts) {
    const auto self = ProcDir::open(::getpid());
    ASSERT_TRUE(self);
    const auto before = read_io_count(*self);
    ASSERT_TRUE(before) << before.error().message();
    const auto file =
        ProcDir::open(::getpid()).and_then([](const ProcDir& dir) { return dir.read("status"); });
    ASSERT_TRUE(file);
    const auto after = read_io_count(*self);
    ASSERT_TRUE(after);
    EXPECT_GE(after->bytes_read, before->bytes_read + file->size());
    EXPECT_GT(after->reads, before->reads);
}

}  // namespace
}  // namespace hangar::os
