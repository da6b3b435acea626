// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

#include <hangar/diag.hpp>
#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/proc_children.hpp>
#include <hangar/diag/os/proc_cmdline.hpp>
#include <hangar/diag/os/process_setup.hpp>
#include <hangar/diag/os/temp_dir.test.hpp>
#include <hangar/diag/unwind/specimens/patient.hpp>

namespace hangar::suites {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using diag::DumpOnHang;
using testing::HasSubstr;
using unwind::Patient;

std::string text_of(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

bool await(const std::function<bool()>& condition) {
    const auto deadline = os::Deadline::after(30s);
    while (!condition()) {
        if (deadline.passed()) return false;
        std::this_thread::sleep_for(2ms);
    }
    return true;
}

class DumpOnHangTest : public testing::Test {
  protected:
    static std::string specimen() {
        return (fs::read_symlink("/proc/self/exe").parent_path() / "hang_specimen").string();
    }
    [[nodiscard]] std::string path(const std::string& name = "hang.txt") const {
        return folder_.path(name);
    }
    // The last thing that is written.
    [[nodiscard]] bool await_file(const std::string& name = "hang.json") const {
        return await([&] { return fs::exists(path(name)); });
    }
    const os::TempDir folder_;
};

TEST_F(DumpOnHangTest, NamesTheCauseOfADeadlock) {
    const Patient patient(specimen(), {"deadlock", "0.1", path()});
    ASSERT_TRUE(await_file());
    EXPECT_THAT(text_of(path()), testing::StartsWith("deadlock: thread "));
    EXPECT_THAT(text_of(path()), HasSubstr("(mutex-cycle, proven)"));
    EXPECT_THAT(text_of(path()), HasSubstr("lock_both"));
    const auto json = nlohmann::json::parse(text_of(path("hang.json")), nullptr, false);
    EXPECT_EQ(json.at("schema"), "hangar.dump/1");
    EXPECT_EQ(json.at("root"), patient.pid());
    EXPECT_EQ(json.at("verdicts").at(0).at("cause"), "mutex-cycle");
    EXPECT_FALSE(patient.handle().wait_exit(os::Deadline::after(0s)).value());
}

TEST_F(DumpOnHangTest, NeedsNothingOfTheSickProcess) {
    const Patient patient(specimen(), {"loader", "0.1", path()});
    ASSERT_TRUE(await_file());
    EXPECT_THAT(text_of(path()), HasSubstr("(self-deadlock, proven)"));
    EXPECT_THAT(text_of(path()), HasSubstr("lock_twice_in_the_loader"));
}

TEST_F(DumpOnHangTest, EachOfTwoGuardsHasAFile) {
    const Patient patient(specimen(), {"nested", "0.1", path()});
    ASSERT_TRUE(await_file() && await_file("hang-2.json"));
    EXPECT_THAT(text_of(path()), HasSubstr("mutex-cycle"));
    EXPECT_THAT(text_of(path("hang-2.txt")), HasSubstr("mutex-cycle"));
}

TEST_F(DumpOnHangTest, OnlyADeadlineThatPassesLeavesAFile) {
    {
        const DumpOnHang late{200ms, {.path = path("late.txt"), .json = false}};
        const DumpOnHang never{1h, {.path = path("never.txt")}};
        {
            const DumpOnHang in_time{100ms, {.path = path("in_time.txt")}};
            EXPECT_EQ(in_time.path(), path("in_time.txt"));
        }
        ASSERT_TRUE(await([&] { return late.has_dumped(); })) << late.error()->message();
        EXPECT_FALSE(never.has_dumped());
    }
    EXPECT_THAT(text_of(path("late.txt")), HasSubstr(std::to_string(::getpid())));
    for (const char* none : {"late.json", "in_time.txt", "never.txt"})
        EXPECT_FALSE(fs::exists(path(none))) << none;
}

TEST_F(DumpOnHangTest, LeavesNoTraceInTheProcess) {
    const auto count_fds = [] {
        return std::distance(fs::directory_iterator("/proc/self/fd"), fs::directory_iterator());
    };
    const auto before = count_fds();
    const DumpOnHang guard{1h, {.path = path()}};
    EXPECT_EQ(count_fds(), before);
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG | __WALL), -1);
    EXPECT_EQ(errno, ECHILD);
}

TEST_F(DumpOnHangTest, ALinkIsReplacedAndNotFollowed) {
    std::ofstream(path("mine.txt")) << "mine";
    fs::create_symlink(path("mine.txt"), path());
    const DumpOnHang guard{10ms, {.path = path(), .json = false}};
    ASSERT_TRUE(await([&] { return guard.has_dumped(); }));
    EXPECT_FALSE(fs::is_symlink(path()));
    EXPECT_EQ(text_of(path("mine.txt")), "mine");
}

TEST_F(DumpOnHangTest, SaysWhyNothingCouldBeWritten) {
    const DumpOnHang guard{10ms, {.path = path("no/such/folder.txt")}};
    ASSERT_TRUE(await([&] { return guard.error().has_value(); }));
    EXPECT_EQ(guard.error()->code, ENOENT);
    EXPECT_FALSE(guard.has_dumped());
}

TEST_F(DumpOnHangTest, AForkedChildHasItsOwnAndLeavesItsParentsAlone) {
    const DumpOnHang parents{1h, {.path = path("parent.txt")}};
    const pid_t child = ::fork();
    if (child == 0) {
        const DumpOnHang own{10ms, {.path = path("child.txt"), .json = false}};
        ::_exit(await([&] { return own.has_dumped(); }) ? 0 : 1);
    }
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
    EXPECT_THAT(text_of(path("child.txt")), HasSubstr("process " + std::to_string(child)));
    EXPECT_FALSE(fs::exists(path("parent.txt")));
}

TEST_F(DumpOnHangTest, WhatIsExecutedNextIsNoConcernOfItsGuards) {
    const Patient patient(specimen(), {"exec", "0.2", path()});
    const DumpOnHang later{400ms, {.path = path("later.txt"), .json = false}};
    ASSERT_TRUE(await([&] { return later.has_dumped(); }));
    EXPECT_FALSE(fs::exists(path()));
}

// The helpers of a child of ours, which adopts orphans so that they can be seen.
class HelperTest : public DumpOnHangTest {
  protected:
    HelperTest() { EXPECT_EQ(os::set_subreaper(true), 0); }
    ~HelperTest() override { EXPECT_EQ(os::set_subreaper(false), 0); }
    static std::vector<os::Pidfd> helpers() {
        std::vector<os::Pidfd> found;
        const auto children = os::children_of_this_process().value();
        for (const auto& id : children) {
            auto handle = os::Pidfd::open(id);
            const auto dir = os::ProcDir::open(id);
            if (handle && dir && os::describe_command(*dir).starts_with("hangar guard"))
                found.push_back(std::move(*handle));
        }
        return found;
    }
};

TEST_F(HelperTest, EndsWithItsProcess) {
    std::vector<os::Pidfd> found;
    {
        const Patient patient(specimen(), {"deadlock", "1000", path()});
        ASSERT_TRUE(await([] { return helpers().size() == 1; }));
        found = helpers();
    }
    EXPECT_TRUE(found.at(0).wait_exit(os::Deadline::after(20s)).value());
    // By itself, whether it watched already or found its process gone.
    EXPECT_EQ(found.at(0).collect().value()->kind(), os::WaitStatus::Kind::exited);
}

TEST_F(HelperTest, OneThatWasKilledIsReplaced) {
    const pid_t child = ::fork();
    if (child == 0) {
        static_cast<void>(os::set_subreaper(true));
        const DumpOnHang first{1h, {.path = path("first.txt")}};
        if (!await([] { return helpers().size() == 1; })) ::_exit(1);
        const auto killed = helpers();
        static_cast<void>(killed.at(0).signal(SIGKILL));
        static_cast<void>(killed.at(0).wait_exit(os::Deadline::after(20s)));
        const DumpOnHang second{10ms, {.path = path(), .json = false}};
        ::_exit(await([&] { return second.has_dumped(); }) ? 0 : 2);
    }
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
    while (::waitpid(-1, nullptr, 0) > 0) continue;  // its last helper, which ends with it
}

TEST(MissingProgramTest, IsSaidWhenTheGuardIsArmed) {
    // In a child: the parent may have its helper already.
    EXPECT_EXIT(
        {
            ::setenv("HANGAR_PROGRAM", "/nowhere/hangar", 1);
            const DumpOnHang guard{1s};
            ::_exit(guard.error()->code == ENOENT && guard.path().empty() ? 7 : 1);
        },
        testing::ExitedWithCode(7), "nothing will be dumped if this hangs: .*/nowhere/hangar");
}

}  // namespace
}  // namespace hangar::suites
