// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <hangar/harness/gtest/flags.hpp>
#include <map>

namespace hangar {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// An argv that may be written to, as main's.
struct Arguments {
    explicit Arguments(std::vector<std::string> given) : strings(std::move(given)) {
        for (std::string& string : strings) pointers.push_back(string.data());
        count = static_cast<int>(strings.size());
        pointers.push_back(nullptr);
    }
    [[nodiscard]] std::vector<std::string> left() const {
        return {pointers.begin(), pointers.begin() + count};
    }
    std::vector<std::string> strings;
    std::vector<char*> pointers;
    int count = 0;
};

std::string nothing(const char*) {
    return "";
}

Usage<Flags> take(Arguments& arguments, const Environment& environment = nothing) {
    return Flags::take(arguments.count, arguments.pointers.data(), environment);
}

TEST(FlagsTest, TakesItsOwnAndLeavesTheRestInOrder) {
    Arguments arguments({"program", "--gtest_filter=A.*", "--capture=no", "x", "--log-level",
                         "ipc:debug", "--enable-stackscope", "--spawn-backend=all"});
    const Flags flags = take(arguments).value();
    EXPECT_THAT(arguments.left(), ElementsAre("program", "--gtest_filter=A.*", "x"));
    EXPECT_EQ(flags.selection.captures, "no");
    EXPECT_EQ(flags.selection.backends, "all");
    EXPECT_EQ(flags.selection.transports, "");
    EXPECT_EQ(flags.log_level, "ipc:debug");
    EXPECT_TRUE(flags.stackscope);
    EXPECT_FALSE(flags.help);
}

TEST(FlagsTest, TheCommandLineWinsOverTheEnvironment) {
    const std::map<std::string, std::string> variables{
        {"HANGAR_CAPTURE", "sys"}, {"HANGAR_TRANSPORT", "tcp"}, {"HANGAR_ENABLE_STACKSCOPE", "1"}};
    Arguments arguments({"program", "--capture=fd"});
    const Flags flags = take(arguments, [&](const char* name) {
                            const auto found = variables.find(name);
                            return found == variables.end() ? "" : found->second;
                        }).value();
    EXPECT_EQ(flags.selection.captures, "fd");
    EXPECT_EQ(flags.selection.transports, "tcp");
    EXPECT_TRUE(flags.stackscope);
}

TEST(FlagsTest, AFlagWithoutItsValueIsAnError) {
    Arguments empty({"program", "--capture="});
    EXPECT_EQ(take(empty).error().message, "--capture needs a value");
    Arguments last({"program", "--transport"});
    EXPECT_EQ(take(last).error().message, "--transport needs a value");
}

TEST(FlagsTest, LeavesHelpForGoogleTest) {
    Arguments arguments({"program", "--help"});
    EXPECT_TRUE(take(arguments).value().help);
    EXPECT_THAT(arguments.left(), ElementsAre("program", "--help"));
}

TEST(FlagsTest, AMisspeltFlagIsNotTakenForTheProgramsOwn) {
    Arguments misspelt({"program", "--spawn-backnd=exec"});
    EXPECT_THAT(misspelt_flag(misspelt.count, misspelt.pointers.data())->message,
                HasSubstr("did you mean --spawn-backend?"));
    Arguments own({"program", "--verbose", "capture"});
    EXPECT_EQ(misspelt_flag(own.count, own.pointers.data()), std::nullopt);
}

}  // namespace
}  // namespace hangar
