// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <hangar/harness/run/work_slots.hpp>

namespace hangar::run {
namespace {

void write(int file) {
    EXPECT_TRUE(os::write_all(file, "an earlier test's\n"));
}

TEST(WorkSlotsTest, NothingOfAnEarlierTestIsTakenForTheNextOnes) {
    WorkSlots slots;
    {
        const auto slot = slots.take();
        const auto files = slot.files().value();
        for (const int file : {files.report, files.captured_out, files.captured_err}) write(file);
    }
    const auto slot = slots.take();
    const auto files = slot.files().value();
    for (const int file : {files.report, files.captured_out, files.captured_err})
        EXPECT_EQ(os::file_size(file), 0U);
}

TEST(WorkSlotsTest, WhatNobodyHasWrittenToIsUsedAgain) {
    WorkSlots slots;
    const auto first = slots.take().files().value();
    const auto second = slots.take().files().value();
    EXPECT_EQ(second.captured_out, first.captured_out);
    EXPECT_EQ(second.notes, first.notes);
    const auto one = slots.take();
    const auto other = slots.take();
    EXPECT_NE(one.files()->notes, other.files()->notes);
}

}  // namespace
}  // namespace hangar::run
