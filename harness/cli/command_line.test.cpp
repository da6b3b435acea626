// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <hangar/harness/cli/command_line.hpp>

namespace hangar::cli {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

run::Options options(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "run");
    auto command = parse_command_line(arguments);
    if (const auto* print = std::get_if<PrintCommand>(&command)) ADD_FAILURE() << print->text;
    const auto* parsed = std::get_if<RunCommand>(&command);
    return parsed != nullptr ? parsed->options : run::Options();
}

std::string complaint(std::vector<std::string> arguments) {
    const auto command = parse_command_line(arguments);
    const auto* print = std::get_if<PrintCommand>(&command);
    return print != nullptr && print->is_error ? print->text : std::string();
}

TEST(CommandLineTest, TheDefaultsAreTheContracts) {
    const auto chosen = options({"prog"});
    EXPECT_THAT(chosen.binaries, ElementsAre("prog"));
    EXPECT_EQ(chosen.rules.timeout, 60s);
    EXPECT_EQ(chosen.rules.slow, 10s);
    EXPECT_EQ(chosen.rules.grace, 3s);
    EXPECT_EQ(chosen.out, "hangar-out");
    EXPECT_EQ(chosen.rules.leaks, run::Leaks::fail);
    EXPECT_EQ(chosen.rules.deadlock, run::Deadlock::end);
    EXPECT_GE(chosen.jobs, 1);
    EXPECT_TRUE(chosen.capture_output);
}

TEST(CommandLineTest, FractionsOfASecondAreKept) {
    const auto chosen = options({"--timeout", "2.5", "--slow=0.25", "--grace=0", "prog"});
    EXPECT_EQ(chosen.rules.timeout, 2500ms);
    EXPECT_EQ(chosen.rules.slow, 250ms);
    EXPECT_EQ(chosen.rules.grace, 0s);
}

TEST(CommandLineTest, WhatFollowsTheDashesIsForTheBinaries) {
    const auto chosen = options({"-j4", "a", "b", "--", "--filter=x", "--", "c"});
    EXPECT_THAT(chosen.binaries, ElementsAre("a", "b"));
    EXPECT_THAT(chosen.arguments, ElementsAre("--filter=x", "--", "c"));
    EXPECT_EQ(chosen.jobs, 4);
    EXPECT_EQ(chosen.filter, "");
}

TEST(CommandLineTest, AFilterMayBeginWithADash) {
    EXPECT_EQ(options({"--filter", "-A.*", "prog"}).filter, "-A.*");
    EXPECT_EQ(options({"--filter=-A.*", "prog"}).filter, "-A.*");
}

TEST(CommandLineTest, WithoutCaptureTestsRunOneAtATimeWhereverTheOptionStands) {
    EXPECT_EQ(options({"--no-capture", "-j", "4", "prog"}).jobs, 1);
    EXPECT_FALSE(options({"-j", "4", "--no-capture", "prog"}).capture_output);
}

TEST(CommandLineTest, TheKeysOfTheMatrixAreCheckedAndHandedOn) {
    EXPECT_EQ(options({"--transport=pair,tcp", "prog"}).transports, "pair,tcp");
    EXPECT_EQ(options({"--spawn-backend=all", "prog"}).spawn_backends, "all");
    EXPECT_THAT(complaint({"run", "--capture=pipe", "prog"}), HasSubstr("tee-sys"));
    EXPECT_THAT(complaint({"run", "--spawn-backend=thread_fork", "prog"}),
                HasSubstr("fork_worker"));
}

TEST(CommandLineTest, WhatIsWrongIsSaid) {
    EXPECT_THAT(complaint({}), HasSubstr("A subcommand is required"));
    EXPECT_THAT(
        complaint({"fly"}),
        HasSubstr("no command 'fly'; the commands are run, report, merge, dump, why, tree"));
    EXPECT_THAT(complaint({"run"}), HasSubstr("BINARY is required"));
    EXPECT_THAT(complaint({"run", "--retry=1", "prog"}), HasSubstr("--retry"));
    EXPECT_THAT(complaint({"run", "--fail-fast", "--max-fail=2", "prog"}), HasSubstr("excludes"));
    EXPECT_THAT(complaint({"run", "--timeout=0", "prog"}), HasSubstr("seconds above 0"));
    EXPECT_THAT(complaint({"run", "--grace=-1", "prog"}), HasSubstr("seconds from 0"));
    EXPECT_THAT(complaint({"run", "--slow=nan", "prog"}), HasSubstr("'nan'"));
    EXPECT_THAT(complaint({"run", "--slow=1s", "prog"}), HasSubstr("'1s'"));
    EXPECT_THAT(complaint({"run", "-j0", "prog"}), HasSubstr("-j"));
}

TEST(CommandLineTest, WhatIsShortForSomethingSetsIt) {
    EXPECT_EQ(options({"--fail-fast", "prog"}).max_fail, 1);
    EXPECT_EQ(options({"--until-fail", "prog"}).max_fail, 1);
    EXPECT_TRUE(options({"--seed=0", "prog"}).shuffle);
    EXPECT_TRUE(options({"--rerun-failed"}).binaries.empty());
}

TEST(CommandLineTest, AMergeNamesItsFolders) {
    const auto command = parse_command_line({"merge", "a", "b", "--out", "c"});
    ASSERT_TRUE(std::holds_alternative<MergeCommand>(command));
    EXPECT_THAT(std::get<MergeCommand>(command).folders, ElementsAre("a", "b"));
    EXPECT_EQ(std::get<MergeCommand>(command).out, "c");
    EXPECT_THAT(complaint({"merge"}), HasSubstr("DIR"));
}

TEST(CommandLineTest, AMistypedOptionIsToldTheNearest) {
    EXPECT_THAT(complaint({"run", "--timout=5", "a"}), HasSubstr("did you mean --timeout?"));
    EXPECT_THAT(complaint({"run", "--timout", "5", "a"}), HasSubstr("did you mean --timeout?"));
    EXPECT_THAT(complaint({"dump", "--jsn", "1"}), HasSubstr("did you mean --json?"));
    EXPECT_THAT(complaint({"run", "--nothing-like-it", "a"}), Not(HasSubstr("did you mean")));
}

TEST(CommandLineTest, AnOptionWithoutItsValueDoesNotTakeTheNextWord) {
    EXPECT_THAT(complaint({"run", "--spawn-backend=", "a"}),
                HasSubstr("--spawn-backend= has no value"));
    EXPECT_EQ(options({"a", "--", "--x="}).arguments, std::vector<std::string>{"--x="});
}

TEST(CommandLineTest, HelpAndVersionAreNoErrors) {
    for (const char* option : {"--help", "--version"}) {
        const auto command = parse_command_line({option});
        const auto* print = std::get_if<PrintCommand>(&command);
        ASSERT_NE(print, nullptr) << option;
        EXPECT_FALSE(print->is_error) << option;
        EXPECT_THAT(print->text, HasSubstr("hangar")) << option;
    }
}

DumpCommand dump_options(std::vector<std::string> arguments) {
    const auto command = parse_command_line(arguments);
    if (const auto* print = std::get_if<PrintCommand>(&command)) ADD_FAILURE() << print->text;
    const auto* parsed = std::get_if<DumpCommand>(&command);
    return parsed != nullptr ? *parsed : DumpCommand();
}

TEST(CommandLineTest, TheDefaultsOfADumpAreTheContracts) {
    const auto dump = dump_options({"dump", "4711"});
    EXPECT_EQ(dump.pid, 4711);
    EXPECT_FALSE(dump.verdicts_only);
    EXPECT_EQ(dump.format, DumpCommand::Format::text);
    EXPECT_EQ(dump.out, "");
    EXPECT_FALSE(dump.only);
    EXPECT_EQ(dump.sample, 150ms);
    EXPECT_EQ(dump.deadline, 10s);
    EXPECT_EQ(dump.stop, dump::Stop::running);
    EXPECT_TRUE(dump.symbols);
}

TEST(CommandLineTest, WhyTakesTheOptionsOfADump) {
    const auto why = dump_options({"why", "--json", "--out", "there", "--only", "--sample-ms=20",
                                   "--deadline=2.5", "--stop=never", "--no-symbols", "4711"});
    EXPECT_EQ(why.pid, 4711);
    EXPECT_TRUE(why.verdicts_only);
    EXPECT_EQ(why.format, DumpCommand::Format::json);
    EXPECT_EQ(why.out, "there");
    EXPECT_TRUE(why.only);
    EXPECT_EQ(why.sample, 20ms);
    EXPECT_EQ(why.deadline, 2500ms);
    EXPECT_EQ(why.stop, dump::Stop::never);
    EXPECT_FALSE(why.symbols);
}

TEST(CommandLineTest, WhatIsWrongWithADumpIsSaid) {
    EXPECT_THAT(complaint({"dump"}), HasSubstr("PID is required"));
    EXPECT_THAT(complaint({"dump", "0"}), HasSubstr("PID"));
    EXPECT_THAT(complaint({"dump", "-5"}), Not(testing::IsEmpty()));
    EXPECT_THAT(complaint({"why", "self"}), HasSubstr("self"));
    EXPECT_THAT(complaint({"dump", "1", "--stop=some"}), HasSubstr("--stop"));
    EXPECT_THAT(complaint({"dump", "1", "--graph=png"}), HasSubstr("--graph"));
    EXPECT_THAT(complaint({"dump", "1", "--deadline=0"}), HasSubstr("seconds above 0"));
}

ReapCommand reap_options(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "reap");
    const auto command = parse_command_line(arguments);
    if (const auto* print = std::get_if<PrintCommand>(&command)) ADD_FAILURE() << print->text;
    const auto* parsed = std::get_if<ReapCommand>(&command);
    return parsed != nullptr ? *parsed : ReapCommand();
}

TEST(CommandLineTest, AReapTakesAScopeASweepAndAGrace) {
    const auto plain = reap_options({"--parent", "4711"});
    EXPECT_EQ(plain.parent, 4711);
    EXPECT_EQ(plain.grace, 3s);
    EXPECT_TRUE(plain.processes);
    EXPECT_FALSE(plain.shared_memory || plain.sockets || plain.only_say || plain.orphans);
    const auto full = reap_options({"--orphans", "--run=x", "--grace=0.5", "--shm", "--uds", "-n"});
    EXPECT_FALSE(full.parent.has_value());
    EXPECT_EQ(full.run, "x");
    EXPECT_EQ(full.grace, 500ms);
    EXPECT_TRUE(full.shared_memory && full.sockets && full.only_say && full.orphans);
    const auto sweep = reap_options({"--shm-only"});
    EXPECT_TRUE(sweep.shared_memory);
    EXPECT_FALSE(sweep.processes || sweep.sockets);
}

TEST(CommandLineTest, WhatIsWrongWithAReapIsSaid) {
    EXPECT_THAT(complaint({"reap"}), HasSubstr("say whose processes"));
    EXPECT_THAT(complaint({"reap", "--shm"}), HasSubstr("say whose processes"));
    EXPECT_THAT(complaint({"reap", "--parent=0"}), HasSubstr("--parent"));
    EXPECT_THAT(complaint({"reap", "--parent=1", "--orphans"}), HasSubstr("--parent goes with"));
    EXPECT_THAT(complaint({"reap", "--orphans", "--grace=-1"}), HasSubstr("seconds from 0"));
}

TEST(CommandLineTest, AReportNamesItsFolder) {
    const auto command = parse_command_line({"report", "there"});
    ASSERT_TRUE(std::holds_alternative<ReportCommand>(command));
    EXPECT_EQ(std::get<ReportCommand>(command).folder, "there");
}

}  // namespace
}  // namespace hangar::cli
