// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <hangar/harness/gtest/cell.hpp>
#include <hangar/harness/gtest/selection.hpp>
#include <hangar/harness/gtest/usage.hpp>

namespace hangar {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

const MatrixKeys& keys() {
    static const MatrixKeys keys{{{"exec", ""}, {"fork_worker", ""}, {"thread_fork", "it wedges"}},
                                 {"pair", "uds"}};
    return keys;
}

TEST(CaptureModeTest, EveryKeyIsReadBackAsItsMode) {
    for (const CaptureMode mode : all_capture_modes)
        EXPECT_EQ(parse_capture(capture_key(mode)), mode);
    EXPECT_EQ(parse_capture("tee_sys"), std::nullopt);
    EXPECT_EQ(parse_capture(""), std::nullopt);
}

TEST(CellTest, NamesItselfWithUnderscoresForDashes) {
    EXPECT_EQ((Cell{"fork_worker", CaptureMode::tee_sys, "uds"}.name()), "fork_worker_tee_sys_uds");
}

TEST(CellTest, MatchesEachOfItsKeysItsNameAndAll) {
    const Cell cell{"exec", CaptureMode::tee_sys, "uds"};
    for (const char* key : {"exec", "tee-sys", "uds", "exec_tee_sys_uds", "all"})
        EXPECT_TRUE(cell.matches(key)) << key;
    for (const char* key : {"thread", "sys", "tcp", "exec_fd_uds", "", "exe"})
        EXPECT_FALSE(cell.matches(key)) << key;
}

TEST(CellTest, IsFoundInTheNameOfAnInstance) {
    EXPECT_EQ(cell_of_name("RoundTrip/fork_worker_tee_sys_uds", keys()),
              (Cell{"fork_worker", CaptureMode::tee_sys, "uds"}));
    EXPECT_EQ(cell_of_name("RoundTrip", keys()), std::nullopt);
    EXPECT_EQ(cell_of_name("RoundTrip/0", keys()), std::nullopt);
}

TEST(SelectionTest, DefaultsToOneCell) {
    const Selection selection = Selection::from({}, keys()).value();
    EXPECT_THAT(selection.cells(), ElementsAre(Cell{"exec", CaptureMode::fd, "uds"}));
}

TEST(SelectionTest, AllLeavesOutWhatIsRefused) {
    const Selection selection = Selection::from({"all", "all", "all"}, keys()).value();
    EXPECT_EQ(selection.cells(), keys().all_cells());
    EXPECT_EQ(selection.cells().size(), 2U * 4U * 2U);
}

TEST(SelectionTest, KeepsTheOrderGivenAndDropsRepetitions) {
    const Selection selection =
        Selection::from({"fork_worker, exec,exec", "no", "uds"}, keys()).value();
    EXPECT_THAT(selection.backends, ElementsAre("fork_worker", "exec"));
    EXPECT_EQ(selection.first().name(), "fork_worker_no_uds");
}

TEST(SelectionTest, ReadsBackItsOwnRequest) {
    const Selection selection = Selection::from({"all", "sys,tee-sys", "pair"}, keys()).value();
    EXPECT_EQ(Selection::from(selection.request(), keys()).value().cells(), selection.cells());
}

TEST(SelectionTest, AnUnknownKeyNamesTheValidOnes) {
    EXPECT_THAT(Selection::from({"exce", "", ""}, keys()).error().message,
                AllOf(HasSubstr("--spawn-backend"), HasSubstr("'exce'"),
                      HasSubstr("exec, fork_worker, or all")));
    EXPECT_THAT(Selection::from({"", "tee_sys", ""}, keys()).error().message,
                HasSubstr("fd, sys, tee-sys, no"));
    EXPECT_THAT(Selection::from({"", "", "udp"}, keys()).error().message, HasSubstr("pair, uds"));
}

TEST(SelectionTest, ARefusedBackendSaysWhy) {
    EXPECT_EQ(Selection::from({"exec,thread_fork", "", ""}, keys()).error().message,
              "--spawn-backend=thread_fork is refused: it wedges");
}

TEST(UsageTest, SplitsListsAndTrimsTheirParts) {
    EXPECT_THAT(split_list("a, b,,c "), ElementsAre("a", "b", "", "c"));
    EXPECT_THAT(split_list(""), ElementsAre(""));
}

TEST(UsageTest, TheClosestNameIsNoFartherThanATypingMistake) {
    EXPECT_EQ(closest_name("RoundTirp", {"Echo", "RoundTrip"}), "RoundTrip");
    EXPECT_EQ(closest_name("Ehco", {"Echo", "RoundTrip"}), "");
    EXPECT_EQ(closest_name("Something", {"Echo"}), "");
}

}  // namespace
}  // namespace hangar
