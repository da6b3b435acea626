// SPDX-License-Identifier: Apache-2.0
// Every specimen of this folder, diagnosed alive: the named cause for those that hang, no verdict
// that is likely or proven for their look-alikes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include <hangar/diag/os/orphans.hpp>
#include <hangar/diag/os/process_setup.hpp>
#include <hangar/diag/os/subtree.hpp>
#include <hangar/diag/reap/reaping.hpp>
#include <hangar/diag/snapshot/take.hpp>
#include <hangar/diag/tasks/process_reader.hpp>
#include <hangar/diag/unwind/specimens/patient.hpp>
#include <hangar/diag/waitgraph/diagnose.hpp>

namespace hangar::zoo_test {
namespace {

using namespace std::chrono_literals;
using unwind::Patient;
using waitgraph::Cause;
using waitgraph::Confidence;
using waitgraph::Verdict;

std::vector<Verdict> diagnose(pid_t pid) {
    auto snapshot = snapshot::take(pid);
    EXPECT_TRUE(snapshot) << snapshot.error().message();
    if (!snapshot) return {};
    EXPECT_FALSE(snapshot->tasks.actors.empty()) << "its tasks were read";
    return waitgraph::diagnose(*snapshot).verdicts;
}

// They stand with the rest of the zoo.
std::string zoo_program(const std::string& name) {
    return "../zoo/O2/actors-" + name;
}

bool is_named(const std::vector<Verdict>& verdicts, Cause cause) {
    return std::ranges::any_of(verdicts, [cause](const Verdict& verdict) {
        return verdict.cause == cause && verdict.confidence >= Confidence::likely;
    });
}

// What a patient leaves, an actor that sits in a blocking call for one, ends with its test.
class KeeperTest : public testing::Test {
  protected:
    KeeperTest() { EXPECT_EQ(os::set_subreaper(true), 0); }
    ~KeeperTest() override {
        EXPECT_TRUE(os::kill_descendants(os::Deadline::after(20s)).complete());
        EXPECT_TRUE(os::collect_orphans());
        EXPECT_EQ(os::set_subreaper(false), 0);
    }
};

struct Specimen {
    const char* name;
    Cause cause;
    const char* backend = "fork_worker";
};

// As part of a test's name.
template <class Case>
std::string name_of_case(const testing::TestParamInfo<Case>& instance) {
    std::string name = std::string(instance.param.name) + "_" + instance.param.backend;
    std::ranges::replace(name, '-', '_');
    return name;
}

class SpecimenTest : public KeeperTest, public testing::WithParamInterface<Specimen> {};

TEST_P(SpecimenTest, IsNamed) {
    const Patient patient(zoo_program(GetParam().name), {GetParam().backend});
    // Some are only told from a moment's work after a while.
    const auto deadline = os::Deadline::after(20s);
    std::vector<Verdict> verdicts;
    while (!is_named(verdicts, GetParam().cause) && !deadline.passed())
        verdicts = diagnose(patient.pid());
    EXPECT_TRUE(is_named(verdicts, GetParam().cause)) << waitgraph::slug(GetParam().cause);
}

INSTANTIATE_TEST_SUITE_P(
    Actors, SpecimenTest,
    testing::Values(Specimen{"task-cycle", Cause::task_cycle},
                    Specimen{"task-cycle-stream", Cause::task_cycle},
                    Specimen{"task-cycle-terminal", Cause::task_cycle},
                    Specimen{"task-cycle-terminal", Cause::task_cycle, "thread"},
                    Specimen{"cancel-unacknowledged", Cause::cancel_unacknowledged},
                    Specimen{"loop-blocked", Cause::loop_blocked},
                    Specimen{"task-cycle", Cause::task_cycle, "vfork_exec"},
                    Specimen{"task-cycle", Cause::task_cycle, "forkserver"},
                    Specimen{"task-cycle", Cause::task_cycle, "hosted"},
                    Specimen{"loop-blocked", Cause::loop_blocked, "hosted"}),
    name_of_case<Specimen>);

struct LookAlike {
    const char* name;
    const char* backend;
};
class NearMissTest : public KeeperTest, public testing::WithParamInterface<LookAlike> {};

TEST_P(NearMissTest, GetsNoVerdictThatIsLikely) {
    const Patient patient(zoo_program(GetParam().name), {GetParam().backend});
    // For as long as it takes to name any of the specimens.
    const auto deadline = os::Deadline::after(3s);
    while (!deadline.passed())
        for (const Verdict& verdict : diagnose(patient.pid()))
            EXPECT_LT(verdict.confidence, Confidence::likely) << verdict.summary;
}

INSTANTIATE_TEST_SUITE_P(Actors, NearMissTest,
                         testing::Values(LookAlike{"task-cycle-near-miss", "fork_worker"},
                                         LookAlike{"task-cycle-stream-near-miss", "fork_worker"},
                                         LookAlike{"task-cycle-stream-near-miss", "thread"},
                                         LookAlike{"task-cycle-terminal-near-miss", "fork_worker"},
                                         LookAlike{"cancel-unacknowledged-near-miss", "thread"},
                                         LookAlike{"loop-blocked-near-miss", "fork_worker"},
                                         LookAlike{"loop-blocked-near-miss", "thread"},
                                         LookAlike{"idle-near-miss", "exec"},
                                         LookAlike{"idle-near-miss", "fork_worker"},
                                         LookAlike{"idle-near-miss", "thread"},
                                         LookAlike{"loop-blocked-near-miss", "hosted"},
                                         LookAlike{"idle-near-miss", "vfork_exec"},
                                         LookAlike{"idle-near-miss", "forkserver"},
                                         LookAlike{"idle-near-miss", "hosted"}),
                         name_of_case<LookAlike>);

// A tree of three, whatever carries them: read from outside, and ended.
class TreeTest : public KeeperTest, public testing::WithParamInterface<std::string> {};

TEST_P(TreeTest, IsReadFromOutsideAsAWhole) {
    const Patient patient(zoo_program("idle-near-miss"), {GetParam()});
    const auto tree = tasks::read_descent(patient.pid(), os::Deadline::after(20s));
    std::vector<std::string> names;
    for (const tasks::Actor& actor : tree.actors) names.push_back(actor.name);
    EXPECT_THAT(names, testing::UnorderedElementsAre("main", "child", "grandchild"));
}

TEST_P(TreeTest, IsEndedWithTheProcessesThatItsBackendHasStarted) {
    const Patient patient(zoo_program("idle-near-miss"), {GetParam()});
    const auto below = reap::descendants(patient.handle().id());
    const auto before = below();
    ASSERT_TRUE(before);
    EXPECT_EQ(before->empty(), GetParam() == "thread");
    reap::ReapOptions options;
    options.grace = 200ms;  // an idle tree leaves SIGINT to its root
    const auto reaping = reap::end_processes(below, options);
    EXPECT_EQ(reaping.count(reap::Fate::survived), 0U);
    for (const os::ProcessId& process : *before) EXPECT_FALSE(os::is_running(process));
}

INSTANTIATE_TEST_SUITE_P(Actors, TreeTest,
                         testing::Values("exec", "vfork_exec", "forkserver", "fork_worker",
                                         "thread", "hosted"),
                         [](const auto& instance) { return instance.param; });

}  // namespace
}  // namespace hangar::zoo_test
