// SPDX-License-Identifier: Apache-2.0
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/proc_stat.hpp>

namespace hangar::os {
namespace {

constexpr std::string_view behind_the_name =
    " S 4710 4711 4712 34816 4713 4194560 1 2 3 4 55 66 7 8 20 0 9 0 123456 4096000 321 "
    "18446744073709551615 1 2 3 4 5 0 0 0 0 0 0 0 17 1 0 0 0 0 0 1 2 3 4 5 6 7 19\n";

std::optional<ProcStat> parse_named(const std::string& name) {
    return parse_stat("4711 (" + name + ")" + std::string(behind_the_name));
}

TEST(ParseStatTest, ReadsEveryField) {
    const auto stat = parse_named("hangar");
    ASSERT_TRUE(stat);
    ProcStat expected;
    expected.pid = 4711;
    expected.comm = "hangar";
    expected.state = 'S';
    expected.ppid = 4710;
    expected.pgrp = 4711;
    expected.session = 4712;
    expected.tty_nr = 34816;
    expected.tpgid = 4713;
    expected.utime = 55;
    expected.stime = 66;
    expected.num_threads = 9;
    expected.start_time = 123456;
    expected.vsize = 4096000;
    expected.rss = 321;
    expected.exit_signal = SIGCHLD;
    expected.processor = 1;
    expected.exit_code = SIGSTOP;
    EXPECT_EQ(*stat, expected);
}

TEST(ParseStatTest, SurvivesAnyName) {
    for (const std::string name : {"", "a b", ")", "(", ") R 1 (", "a\nb) Z 1", "((()))", "\xff"}) {
        const auto stat = parse_named(name);
        ASSERT_TRUE(stat) << name;
        EXPECT_EQ(stat->comm, name);
        EXPECT_EQ(stat->ppid, 4710);
    }
}

TEST(ParseStatTest, RefusesWhatIsNoStat) {
    for (const auto* text : {"", "4711", "4711 (a", "4711 a)", ")4711(", "x (a) S 1 2 3",
                             "4711 (a)", "4711 (a) S", "4711 (a) S 1 2 3 4 5 6"})
        EXPECT_EQ(parse_stat(text), std::nullopt) << text;
}

TEST(ParseStatTest, RefusesWhateverIsCutShort) {
    const std::string whole = "4711 (a b)" + std::string(behind_the_name);
    const std::size_t shortest = whole.rfind(' ') + 1;
    for (std::size_t size = 0; size <= shortest; ++size)
        EXPECT_EQ(parse_stat(whole.substr(0, size)), std::nullopt) << size;
}

TEST(ReadStatTest, ReadsTheNameOfARealProcess) {
    const TestChild child([](TestParent& parent) {
        ::prctl(PR_SET_NAME, "a) R 1 (\n");
        parent.ready();
        parent.hold();
        return 0;
    });
    static_cast<void>(child.wait_ready());
    const auto stat = read_stat(*ProcDir::open(child.id()));
    ASSERT_THAT(stat, Succeeds());
    EXPECT_EQ(stat->comm, "a) R 1 (\n");
    EXPECT_EQ(stat->pid, child.id().pid);
    EXPECT_EQ(stat->ppid, ::getpid());
    EXPECT_EQ(stat->pgrp, ::getpgrp());
    EXPECT_GE(stat->num_threads, 1);
    EXPECT_EQ(stat->exit_signal, SIGCHLD);
}

TEST(ReadStatTest, TellsWhichSignalStoppedAProcess) {
    const TestChild child([](TestParent&) { return ::raise(SIGSTOP); });
    siginfo_t info{};
    ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(child.id().pid), &info, WSTOPPED | WNOWAIT), 0);
    const auto stat = read_stat(*ProcDir::open(child.id()));
    ASSERT_THAT(stat, Succeeds());
    EXPECT_TRUE(stat->stopped());
    EXPECT_EQ(stat->exit_code, SIGSTOP);
}

TEST(ReadStatTest, ReadsAThreadOfItsOwn) {
    const auto thread = ProcDir::open(::getpid())->task(::getpid());
    ASSERT_THAT(thread, Succeeds());
    EXPECT_EQ(read_stat(*thread)->pid, ::getpid());
}

}  // namespace
}  // namespace hangar::os
