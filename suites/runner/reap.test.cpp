// SPDX-License-Identifier: Apache-2.0
// `hangar reap` on what a killed run, or any process, has left behind.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include <hangar/diag/os/fork.hpp>
#include <hangar/diag/os/proc_children.hpp>
#include <hangar/diag/os/process_setup.hpp>
#include <hangar/diag/os/sockets.hpp>
#include <hangar/suites/runner/hangar_process.test.hpp>

namespace hangar::suites {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::IsEmpty;

// A child of ours with a child of its own, `sleep 100.MARKER`; both ignore SIGINT if they are told
// to. Killed with this.
class Family {
  public:
    explicit Family(const std::string& marker, bool ignores_sigint = false) {
        auto ends = os::make_pipe();
        auto forked = os::fork_process();
        if (forked->in_child()) parent(marker, ignores_sigint);
        parent_ = std::move(forked->child);
        ends->second.reset();
        std::byte end{};
        EXPECT_EQ(os::wait_readable(ends->first.get(), os::Deadline::after(20s)), true);
        EXPECT_EQ(os::read_some(ends->first.get(), std::span(&end, 1)), 0U);
        const auto children = os::children_of(parent_.id());
        if (children && children->size() == 1) child_ = children->front();
        EXPECT_TRUE(os::is_running(child_));
    }
    ~Family() {
        if (const auto child = os::Pidfd::open(child_)) static_cast<void>(child->signal(SIGKILL));
        static_cast<void>(parent_.signal(SIGKILL));
        static_cast<void>(parent_.wait_exit(os::Deadline::after(20s)));
        static_cast<void>(parent_.collect());
    }
    Family(const Family&) = delete;
    Family& operator=(const Family&) = delete;

    [[nodiscard]] std::string parent_pid() const { return std::to_string(parent_.id().pid); }
    [[nodiscard]] bool parent_runs() const { return os::is_running(parent_.id()); }
    [[nodiscard]] bool child_runs() const { return os::is_running(child_); }

  private:
    [[noreturn]] static void parent(const std::string& marker, bool ignores_sigint) {
        // Whoever started the tests in the background has had it ignored.
        ::signal(SIGINT, ignores_sigint ? SIG_IGN : SIG_DFL);
        if (::fork() == 0)
            ::execl("/bin/sleep", "sleep", ("100." + marker).c_str(), static_cast<char*>(nullptr));
        // The child's copy of the pipe went with its exec; ours goes now.
        static_cast<void>(os::close_fds_except({}));
        for (;;) ::pause();
    }

    os::Pidfd parent_;
    os::ProcessId child_;
};

std::string run_id_of(HangarProcess& run) {
    for (const auto& event : run.events())
        if (const auto* start = std::get_if<events::RunStarted>(&event.event)) return start->run_id;
    ADD_FAILURE() << "the run has not begun";
    return {};
}

// A run whose runner and guardian were killed: nobody has ended what it left.
class AbandonedRun {
  public:
    AbandonedRun() : run_({"run", "--filter", "Stays.*", program("runner_leaks")}) {
        EXPECT_TRUE(run_.await_output("output/runner_leaks/Stays.WithADaemon.txt", "daemon is up"));
        id_ = run_id_of(run_);
        const auto all = os::descendants_of(run_.handle().id());
        for (const auto& id : *all) kill_if_guardian(id);
        run_.send(SIGKILL);
        EXPECT_EQ(run_.wait(), -SIGKILL);
    }
    [[nodiscard]] const std::string& id() const { return id_; }

  private:
    // Its child that executes nothing of its own.
    void kill_if_guardian(const os::ProcessId& id) const {
        const auto exe = [](const os::ProcessId& of) {
            return os::ProcDir::open(of).value().link("exe").value_or("");
        };
        if (exe(id) != exe(run_.handle().id())) return;
        EXPECT_TRUE(os::Pidfd::open(id)->signal(SIGKILL).has_value());
    }

    HangarProcess run_;
    std::string id_;
};

std::string outcome(HangarProcess& reap, int status) {
    EXPECT_EQ(reap.wait(), status) << reap.out() << reap.errors();
    return reap.out();
}

TEST(ReapTest, EndsWhatAProcessHasStartedAndNotTheProcess) {
    const Family family("701");
    HangarProcess said({"reap", "--parent", family.parent_pid(), "-n"});
    EXPECT_THAT(outcome(said, 0), HasSubstr("(sleep 100.701): would be ended"));
    EXPECT_TRUE(family.child_runs());
    HangarProcess reap({"reap", "--parent", family.parent_pid()});
    EXPECT_THAT(outcome(reap, 0), HasSubstr("(sleep 100.701): ended"));
    EXPECT_FALSE(family.child_runs());
    EXPECT_TRUE(family.parent_runs());
    HangarProcess again({"reap", "--parent", family.parent_pid()});
    EXPECT_THAT(outcome(again, 0), IsEmpty());
}

TEST(ReapTest, SaysByItsStatusThatSigkillWasNeeded) {
    const Family family("702", true);
    HangarProcess reap({"reap", "--parent", family.parent_pid(), "--grace=0.1"});
    EXPECT_THAT(outcome(reap, 1), HasSubstr("(sleep 100.702): killed"));
    EXPECT_FALSE(family.child_runs());
}

TEST(ReapTest, EndsWhatAKilledRunHasLeftAndNothingThatLooksLikeIt) {
    const Family stranger("6");  // the same program with the same argument
    const AbandonedRun run;
    HangarProcess other({"reap", "--run", "no-such-run"});
    EXPECT_THAT(outcome(other, 0), IsEmpty());
    HangarProcess reap({"reap", "--orphans", "--run", run.id()});
    EXPECT_THAT(outcome(reap, 0), HasSubstr("(sleep 100.6): ended"));
    EXPECT_TRUE(stranger.child_runs());
    HangarProcess again({"reap", "--run", run.id()});
    EXPECT_THAT(outcome(again, 0), IsEmpty());
}

TEST(ReapTest, FindsRunsThatAreOverByItself) {
    const AbandonedRun run;
    HangarProcess reap({"reap", "--orphans"});
    EXPECT_THAT(outcome(reap, 0), HasSubstr("(sleep 100.6): ended"));
}

TEST(ReapTest, ARunThatGoesOnHasNoOrphans) {
    HangarProcess run({"run", "--filter", "Stays.*", program("runner_leaks")});
    ASSERT_TRUE(run.await_output("output/runner_leaks/Stays.WithADaemon.txt", "daemon is up"));
    HangarProcess reap({"reap", "--orphans", "--run", run_id_of(run), "-n"});
    EXPECT_THAT(outcome(reap, 0), IsEmpty());
    run.send(SIGINT);
    EXPECT_EQ(run.wait(), 130);
}

TEST(ReapTest, SweepsSegmentsThatNobodyUsesAndKeepsTheOthers) {
    const std::string unused = "/dev/shm/hangar-test-unused." + std::to_string(::getpid());
    const std::string used = "/dev/shm/hangar-test-used." + std::to_string(::getpid());
    const Family since("703");  // older segments are not concerned
    ASSERT_TRUE(os::open_file(AT_FDCWD, unused, O_RDWR | O_CREAT).has_value());
    const auto held = os::open_file(AT_FDCWD, used, O_RDWR | O_CREAT);
    HangarProcess reap({"reap", "--parent", since.parent_pid(), "--shm"});
    const auto said = outcome(reap, 0);
    EXPECT_THAT(said, HasSubstr(unused + ": removed"));
    EXPECT_THAT(said, HasSubstr(used + ": in use: pid " + std::to_string(::getpid())));
    EXPECT_NE(::access(unused.c_str(), F_OK), 0);
    EXPECT_EQ(::unlink(used.c_str()), 0);
}

TEST(ReapTest, SweepsSocketFilesOfProcessesThatAreGone) {
    std::string folder = "/tmp/hangar-reap-XXXXXX";
    ASSERT_NE(::mkdtemp(folder.data()), nullptr);
    const std::string sockets = folder + "/hangar";
    ASSERT_EQ(::mkdir(sockets.c_str(), 0700), 0);
    pid_t gone = 0;
    {
        const Family family("704");
        gone = std::stoi(family.parent_pid());
    }
    const std::string stale = sockets + "/child@" + std::to_string(gone) + ".sock";
    const std::string ours = sockets + "/root@" + std::to_string(::getpid()) + ".sock";
    ASSERT_TRUE(os::listen_unix(stale).has_value());
    const auto listener = os::listen_unix(ours);
    HangarProcess reap({"reap", "--uds-only"}, {{"XDG_RUNTIME_DIR", folder}});
    const auto said = outcome(reap, 0);
    EXPECT_THAT(said, HasSubstr(stale + ": removed"));
    EXPECT_THAT(said, HasSubstr(ours + ": in use"));
    EXPECT_EQ(::unlink(ours.c_str()), 0);
    EXPECT_EQ(::rmdir(sockets.c_str()), 0) << "only ours was left";
    EXPECT_EQ(::rmdir(folder.c_str()), 0);
}

TEST(ReapTest, AParentThatIsNoneIsAUsageError) {
    HangarProcess reap({"reap", "--parent", "4194304"});
    EXPECT_THAT(outcome(reap, 2), IsEmpty());
    EXPECT_THAT(reap.errors(), HasSubstr("4194304"));
}

}  // namespace
}  // namespace hangar::suites
