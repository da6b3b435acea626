// SPDX-License-Identifier: Apache-2.0
// `hangar dump` and `hangar why` on programs that really sleep and run.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/proc_stat.hpp>
#include <hangar/diag/os/temp_dir.test.hpp>
#include <hangar/diag/snapshot/json.hpp>
#include <hangar/diag/unwind/specimens/patient.hpp>
#include <hangar/harness/cli/dump_command.hpp>

namespace hangar::cli {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using os::Succeeds;
using testing::HasSubstr;
using testing::Not;
using unwind::Patient;

struct Outcome {
    int status = -1;
    std::string out;
    std::string errors;
};

Outcome run(const DumpCommand& command) {
    Outcome outcome;
    const run::Host host{{},
                         [&](std::string_view text) { outcome.out += text; },
                         [&](std::string_view text) { outcome.errors += text; }};
    outcome.status = dump_process(command, host);
    return outcome;
}

DumpCommand about(pid_t pid, DumpCommand::Format format = DumpCommand::Format::text) {
    DumpCommand command;
    command.pid = pid;
    command.format = format;
    command.sample = 50ms;
    return command;
}

json json_of(const Outcome& outcome) {
    return json::parse(outcome.out, nullptr, false);
}

// The thread whose stack holds `function`; null if there is none.
json thread_in(const json& dump, const std::string& function) {
    for (const json& thread : dump.at("processes").at(0).at("threads")) {
        for (const json& frame : thread.at("frames")) {
            if (frame.value("function", "").find(function) != std::string::npos) return thread;
        }
    }
    return nullptr;
}

TEST(DumpCommandTest, TheJsonIsTheContracts) {
    const Patient patient("sleepers_O2", {"5"});
    ASSERT_TRUE(patient.wait_at_rest(7));
    const Outcome outcome = run(about(patient.pid(), DumpCommand::Format::json));
    EXPECT_EQ(outcome.status, 0) << outcome.errors << outcome.out;
    const json dump = json_of(outcome);
    EXPECT_EQ(dump.at("schema"), "hangar.dump/1");
    EXPECT_EQ(dump.at("root"), patient.pid());
    EXPECT_TRUE(dump.at("complete")) << dump.at("errors");
    EXPECT_THAT(dump.at("time").get<std::string>(), testing::ContainsRegex("^20..-.*T.*Z$"));
    EXPECT_GE(dump.at("timing").at("total_ms"), 50);
    EXPECT_EQ(dump.at("timing").at("stopped_us_max"), 0);
    for (const char* key : {"edges", "verdicts", "errors"}) EXPECT_TRUE(dump.at(key).is_array());
    const json& process = dump.at("processes").at(0);
    for (const char* key : {"pid", "ppid", "starttime", "comm", "cmdline", "exe", "state",
                            "in_tree", "signals", "threads"})
        EXPECT_TRUE(process.contains(key)) << key;
    EXPECT_EQ(process.at("threads").size(), 7U);
    for (const json& thread : process.at("threads")) {
        for (const char* key : {"tid", "name", "state", "syscall", "wait", "frames"})
            EXPECT_TRUE(thread.contains(key)) << key;
        for (const char* key : {"kind", "object", "detail", "timeout"})
            EXPECT_TRUE(thread.at("wait").contains(key)) << key;
    }
    const json thread = thread_in(dump, "specimen::descend<60>");
    ASSERT_FALSE(thread.is_null());
    const json& frame = thread.at("frames").back();
    EXPECT_TRUE(frame.contains("pc"));
    EXPECT_FALSE(frame.at("inlined"));
}

TEST(DumpCommandTest, TheTextGroupsThreadsWithTheSameStack) {
    const Patient patient("sleepers_O2", {"10"});
    ASSERT_TRUE(patient.wait_at_rest(12));
    const Outcome outcome = run(about(patient.pid()));
    EXPECT_EQ(outcome.status, 0) << outcome.errors;
    // Ten threads and five ways to sleep.
    EXPECT_THAT(outcome.out, HasSubstr("2 threads with the same stack"));
    EXPECT_THAT(outcome.out, HasSubstr("no timeout"));
    EXPECT_THAT(outcome.out, HasSubstr("specimen::run_sleeper(int)"));
}

TEST(DumpCommandTest, OnlyRunningThreadsAreStoppedAndNobodyNoticesAnything) {
    const Patient patient("spinner");
    ASSERT_TRUE(patient.wait_at_rest(2));
    const auto fds = patient.proc().numbers("fd").value();
    const Outcome outcome = run(about(patient.pid(), DumpCommand::Format::json));
    const json dump = json_of(outcome);
    EXPECT_FALSE(thread_in(dump, "specimen::spin_inside").is_null()) << outcome.out;
    EXPECT_FALSE(thread_in(dump, "specimen::notice_interruption").is_null());
    EXPECT_GT(dump.at("timing").at("stopped_us_max"), 0);
    // It would have ended if its pause had been interrupted.
    EXPECT_EQ(patient.tids().size(), 3U);
    EXPECT_EQ(patient.proc().numbers("fd").value(), fds);
    for (const pid_t tid : patient.tids()) {
        const auto status = patient.proc().task(tid).value().read("status").value();
        EXPECT_THAT(status, HasSubstr("TracerPid:\t0\n"));
        const auto stat = os::read_stat(patient.proc().task(tid).value());
        EXPECT_THAT(std::string("RSD"), HasSubstr(std::string(1, stat->state)));
    }
}

TEST(DumpCommandTest, NobodyIsStoppedWhereThatIsForbidden) {
    const Patient patient("spinner");
    ASSERT_TRUE(patient.wait_at_rest(2));
    DumpCommand command = about(patient.pid(), DumpCommand::Format::json);
    command.stop = dump::Stop::never;
    const json dump = json_of(run(command));
    EXPECT_TRUE(thread_in(dump, "specimen::spin_inside").is_null());
    EXPECT_EQ(dump.at("timing").at("stopped_us_max"), 0);
}

TEST(DumpCommandTest, WithoutSymbolsThereAreModulesAndOffsets) {
    const Patient patient("sleepers_O2", {"1"});
    ASSERT_TRUE(patient.wait_at_rest(3));
    DumpCommand command = about(patient.pid(), DumpCommand::Format::json);
    command.symbols = false;
    const json dump = json_of(run(command));
    for (const json& thread : dump.at("processes").at(0).at("threads")) {
        ASSERT_FALSE(thread.at("frames").empty());
        for (const json& frame : thread.at("frames")) {
            EXPECT_FALSE(frame.contains("function"));
            EXPECT_TRUE(frame.contains("module") && frame.contains("offset")) << frame;
        }
    }
}

TEST(DumpCommandTest, DrawsTheGraph) {
    const Patient patient("spinner");
    EXPECT_THAT(run(about(patient.pid(), DumpCommand::Format::dot)).out,
                testing::StartsWith("digraph"));
    EXPECT_THAT(run(about(patient.pid(), DumpCommand::Format::svg)).out,
                testing::StartsWith("<svg"));
}

TEST(DumpCommandTest, LeavesAFolderThatCanBeDiagnosedAgain) {
    const os::TempDir base;
    const Patient patient("sleepers_O2", {"1"});
    ASSERT_TRUE(patient.wait_at_rest(3));
    DumpCommand command = about(patient.pid());
    command.out = base.path("a") + "/b";
    const Outcome outcome = run(command);
    EXPECT_EQ(outcome.status, 0) << outcome.errors;
    for (const char* name : {"dump.txt", "dump.json", "graph.svg", "tree.txt", "sockets.txt",
                             "snapshot.json", "meta.json"})
        EXPECT_GT(std::filesystem::file_size(command.out + '/' + name), 0U) << name;
    std::ostringstream saved;
    saved << std::ifstream(command.out + "/snapshot.json").rdbuf();
    const auto snapshot = snapshot::from_json(saved.str());
    ASSERT_THAT(snapshot, Succeeds());
    EXPECT_EQ(snapshot->root, patient.pid());
}

TEST(DumpCommandTest, AFolderThatCannotBeWrittenCostsNothingElse) {
    const Patient patient("sleepers_O2", {"1"});
    DumpCommand command = about(patient.pid());
    command.out = "/proc/self/no/such/folder";
    const Outcome outcome = run(command);
    EXPECT_EQ(outcome.status, 2);
    EXPECT_THAT(outcome.errors, HasSubstr("/proc/self"));
    EXPECT_THAT(outcome.out, HasSubstr("specimen::run_sleeper(int)"));
}

TEST(DumpCommandTest, SaysThatThereIsNoSuchProcess) {
    const Outcome outcome = run(about(4'194'304));
    EXPECT_EQ(outcome.status, 2);
    EXPECT_EQ(outcome.out, "");
    EXPECT_EQ(outcome.errors, "hangar: there is no process 4194304\n");
}

TEST(DumpCommandTest, SaysWhoseThreadAnIdIs) {
    const Patient patient("sleepers_O2", {"2"});
    const auto dir = os::ProcDir::open(patient.pid());
    const auto tids = dir->numbers("task").value();
    ASSERT_GE(tids.size(), 2U);
    const Outcome outcome = run(about(tids.back()));
    EXPECT_EQ(outcome.status, 2);
    EXPECT_EQ(outcome.errors, fmt::format("hangar: {} is a thread of process {}: ask about that\n",
                                          tids.back(), patient.pid()));
}

TEST(DumpCommandTest, SaysThatThereIsNothingToReadInAKernelThread) {
    const auto kthreadd = os::ProcDir::open(2);
    if (!kthreadd || kthreadd->link("exe") || *kthreadd->read("comm") != "kthreadd\n")
        GTEST_SKIP() << "no thread of the kernel is visible";
    const Outcome outcome = run(about(2));
    EXPECT_EQ(outcome.status, 2);
    EXPECT_THAT(outcome.errors, HasSubstr("kernel"));
}

TEST(DumpCommandTest, ReadsAZombie) {
    const Patient patient("sleepers_O2", {"1"});
    ASSERT_THAT(patient.handle().signal(SIGKILL), Succeeds());
    ASSERT_THAT(patient.handle().wait_exit(os::Deadline::after(20s)), Succeeds());
    const Outcome outcome = run(about(patient.pid()));
    EXPECT_EQ(outcome.status, 0) << outcome.errors;
    EXPECT_THAT(outcome.out, HasSubstr("a zombie"));
}

TEST(DumpCommandTest, AnotherUsersProcessIsReadAsFarAsItMay) {
    if (::geteuid() != 0) GTEST_SKIP() << "becoming another user takes root";
    const os::TempDir folder;
    const Patient patient("sleepers_O2", {"1"});
    const pid_t child = ::fork();
    if (child == 0) {
        if (::setgid(65534) != 0 || ::setuid(65534) != 0) ::_exit(99);
        const Outcome outcome = run(about(patient.pid()));
        const bool told = outcome.errors.find("may not be read") != std::string::npos &&
                          outcome.out.find("sleepers_O2") != std::string::npos;
        ::_exit(told ? outcome.status : 98);
    }
    const auto pidfd = os::Pidfd::open(child).value();
    ASSERT_THAT(pidfd.wait_exit(os::Deadline::after(20s)), Succeeds());
    EXPECT_EQ(pidfd.collect().value(), os::WaitStatus::exited(2));
}

TEST(DumpCommandTest, AnswersWithinItsDeadline) {
    const Patient patient("sleepers_O2", {"65"});
    DumpCommand command = about(patient.pid(), DumpCommand::Format::json);
    command.sample = 60s;
    command.deadline = 2s;
    const auto start = os::Clock::now();
    const Outcome outcome = run(command);
    EXPECT_LT(os::Clock::now() - start, 10s);
    EXPECT_EQ(json_of(outcome).at("schema"), "hangar.dump/1");
}

TEST(DumpCommandTest, APatientThatDiesMeanwhileIsNoFailureOfOurs) {
    for (int round = 0; round < 20; ++round) {
        const Patient patient("sleepers_O2", {"5"});
        const auto killer = ::fork();
        if (killer == 0) {
            ::usleep(static_cast<unsigned>(round) * 4000U);
            static_cast<void>(patient.handle().signal(SIGKILL));
            ::_exit(0);
        }
        const Outcome outcome = run(about(patient.pid()));
        EXPECT_THAT((std::array{0, 2, 3}), testing::Contains(outcome.status)) << outcome.errors;
        const auto pidfd = os::Pidfd::open(killer).value();
        ASSERT_THAT(pidfd.wait_exit(os::Deadline::after(20s)), Succeeds());
        static_cast<void>(pidfd.collect());
    }
}

}  // namespace
}  // namespace hangar::cli
