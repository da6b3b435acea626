// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <unistd.h>

#include <algorithm>
#include <set>

#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/symbols/module_file.hpp>
#include <hangar/diag/unwind/eh_frame.hpp>
#include <hangar/diag/unwind/process_image.hpp>

namespace hangar::unwind {
namespace {

// This program's own section, in its own memory.
class EhFrameTest : public testing::Test {
  protected:
    EhFrameTest()
        : proc_(os::ProcDir::open(::getpid()).value()),
          image_(ProcessImage::open(::getpid(), proc_).value()),
          module_(*image_.modules().find(reinterpret_cast<std::uint64_t>(&getpid_of_ours))) {
        const auto file = symbols::open_module(proc_, ::getpid(), module_).value();
        const auto range = file.section(".eh_frame").value();
        address_ = module_.bias + range.address;
        section_.resize(range.size);
        EXPECT_TRUE(image_.read(address_, section_));
    }

    static pid_t getpid_of_ours() { return ::getpid(); }

    os::ProcDir proc_;
    ProcessImage image_;
    symbols::Module module_;
    std::uint64_t address_ = 0;
    std::vector<std::byte> section_;
};

TEST_F(EhFrameTest, FindsTheFunctionsThatTheLinkersTableNames) {
    const auto table = find_function_table(image_, module_).value();
    std::vector<FunctionEntry> theirs(table.count);
    ASSERT_TRUE(image_.read(table.entries, std::as_writable_bytes(std::span(theirs))));
    const auto shift = static_cast<std::int32_t>(table.base - address_);
    for (FunctionEntry& entry : theirs) {
        entry.start += shift;
        entry.description += shift;
    }
    const auto ours = index_eh_frame(section_, address_);
    EXPECT_GT(ours.size(), 100U);
    EXPECT_TRUE(std::ranges::includes(ours, std::set(theirs.begin(), theirs.end())));
}

TEST_F(EhFrameTest, ACutSectionGivesTheFunctionsBeforeTheCut) {
    const auto whole = index_eh_frame(section_, address_);
    const std::span half = std::span(section_).first(section_.size() / 2);
    const auto some = index_eh_frame(half, address_);
    EXPECT_GT(some.size(), 0U);
    EXPECT_LT(some.size(), whole.size());
    EXPECT_TRUE(std::ranges::includes(whole, some));
}

TEST(EhFrameNoiseTest, WhatIsNoSectionHasNoFunctions) {
    EXPECT_THAT(index_eh_frame({}, 0), testing::IsEmpty());
    const std::vector<std::byte> noise(4096, std::byte{0x5a});
    EXPECT_THAT(index_eh_frame(noise, 0), testing::IsEmpty());
}

}  // namespace
}  // namespace hangar::unwind
