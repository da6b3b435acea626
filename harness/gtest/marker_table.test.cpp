// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <hangar/harness/gtest/marker_table.hpp>

namespace hangar {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;

const MatrixKeys known_keys{{{"exec", ""}, {"thread", ""}, {"thread_fork", "it wedges"}}, {"uds"}};
const Cell exec{"exec", CaptureMode::fd, "uds"};
const Cell thread{"thread", CaptureMode::fd, "uds"};
const TestName round_trip{"Echo", "RoundTrip", "echo.cpp"};
const TestName other{"Echo", "Other", "echo.cpp"};
const TestName stranger{"Stranger", "RoundTrip", "stranger.cpp"};
const std::vector<TestName> tests{round_trip, other, stranger};

Marker marker(std::string suite, std::string test, std::vector<std::string> on, std::string why) {
    return {MarkerKind::skip,
            {"HANGAR_SKIP_ON", std::move(suite), std::move(test), "echo.cpp", 12},
            std::move(on),
            std::move(why)};
}

std::string reason(const MarkerTable& table, const TestName& name, const Cell& cell) {
    const Marker* found = table.find(name, cell);
    return found == nullptr ? "" : found->reason;
}

TEST(MarkerTableTest, AMarkerAppliesToItsTestOnItsKeysOnly) {
    MarkerTable table;
    table.add(marker("Echo", "RoundTrip", {"sys", "thread"}, "why"));
    EXPECT_EQ(reason(table, round_trip, thread), "why");
    EXPECT_EQ(reason(table, round_trip, exec), "");
    EXPECT_EQ(reason(table, other, thread), "");
    EXPECT_EQ(reason(table, stranger, thread), "");
}

TEST(MarkerTableTest, TheTestComesBeforeTheSuiteBeforeTheFileAndThenTheOrder) {
    MarkerTable table;
    table.add(marker("", "", {"all"}, "file"));
    table.add(marker("Echo", "", {"thread"}, "suite"));
    table.add(marker("Echo", "RoundTrip", {"uds"}, "test, first"));
    table.add(marker("Echo", "RoundTrip", {"thread"}, "test, second"));
    EXPECT_EQ(reason(table, round_trip, thread), "test, first");
    EXPECT_EQ(reason(table, other, thread), "suite");
    EXPECT_EQ(reason(table, other, exec), "file");
    EXPECT_EQ(reason(table, stranger, exec), "");
}

TEST(MarkerTableTest, TheMoreSpecificTimeoutWins) {
    MarkerTable table;
    table.add(TimeoutMarker{{"", "Echo", "", "echo.cpp", 1}, 5s});
    table.add(TimeoutMarker{{"", "Echo", "Other", "echo.cpp", 2}, 1s});
    EXPECT_EQ(table.find_timeout(round_trip)->limit, 5s);
    EXPECT_EQ(table.find_timeout(other)->limit, 1s);
    EXPECT_EQ(table.find_timeout(stranger), nullptr);
}

TEST(MarkerTableTest, ChecksWhatExists) {
    MarkerTable table;
    table.add(marker("Echo", "RoundTrip", {"thread", "no", "uds", "exec_tee_sys_uds", "all"}, ""));
    table.add(marker("Echo", "", {"fd"}, ""));
    table.add(marker("", "", {"fd"}, ""));
    table.add(TimeoutMarker{{"", "Echo", "Other", "echo.cpp", 2}, 1s});
    EXPECT_TRUE(table.check(tests, known_keys));
}

std::string complaint(Marker wrong) {
    MarkerTable table;
    table.add(std::move(wrong));
    const auto checked = table.check(tests, known_keys);
    return checked ? "" : checked.error().message;
}

TEST(MarkerTableTest, AnUnknownKeyNamesTheValidOnes) {
    EXPECT_THAT(complaint(marker("Echo", "RoundTrip", {"exec", "thred"}, "")),
                AllOf(HasSubstr("echo.cpp:12: HANGAR_SKIP_ON(Echo, RoundTrip)"),
                      HasSubstr("'thred'"), HasSubstr("exec, thread, fd, sys, tee-sys, no, uds")));
    EXPECT_THAT(complaint(marker("Echo", "", {"thread_fork"}, "")), HasSubstr("no key"));
    EXPECT_THAT(complaint(marker("Echo", "", {""}, "")), HasSubstr("no key ''"));
}

TEST(MarkerTableTest, AnUnknownTestNamesTheNearest) {
    EXPECT_THAT(
        complaint(marker("Echo", "RoundTirp", {"all"}, "")),
        AllOf(HasSubstr("suite Echo has no test RoundTirp"), HasSubstr("did you mean RoundTrip?")));
    EXPECT_THAT(complaint(marker("Strangr", "RoundTrip", {"all"}, "")),
                AllOf(HasSubstr("no suite Strangr"), HasSubstr("did you mean Stranger?")));
}

TEST(MarkerTableTest, AFileWithoutTestsIsAMistake) {
    Marker wrong = marker("", "", {"all"}, "");
    wrong.scope.file = "helpers.cpp";
    EXPECT_THAT(complaint(std::move(wrong)), HasSubstr("this file has no tests"));
}

TEST(MarkerTableTest, ALimitMustBePositive) {
    MarkerTable table;
    table.add(TimeoutMarker{{"HANGAR_TIMEOUT", "Echo", "Other", "echo.cpp", 2}, 0s});
    EXPECT_THAT(table.check(tests, known_keys).error().message, HasSubstr("must be positive"));
}

}  // namespace
}  // namespace hangar
