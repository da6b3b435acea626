// SPDX-License-Identifier: Apache-2.0
// Every specimen of this folder, diagnosed alive: the named cause for those that hang, no verdict
// that is likely or proven for their look-alikes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include <hangar/diag/os/orphans.hpp>
#include <hangar/diag/os/process_setup.hpp>
#include <hangar/diag/os/subtree.hpp>
#include <hangar/diag/snapshot/take.hpp>
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
};
class SpecimenTest : public KeeperTest, public testing::WithParamInterface<Specimen> {};

TEST_P(SpecimenTest, IsNamed) {
    const Patient patient(std::string("actors-") + GetParam().name);
    // Some are only told from a moment's work after a while.
    const auto deadline = os::Deadline::after(20s);
    std::vector<Verdict> verdicts;
    while (!is_named(verdicts, GetParam().cause) && !deadline.passed())
        verdicts = diagnose(patient.pid());
    EXPECT_TRUE(is_named(verdicts, GetParam().cause)) << waitgraph::slug(GetParam().cause);
}

INSTANTIATE_TEST_SUITE_P(Actors, SpecimenTest,
                         testing::Values(Specimen{"task-cycle", Cause::task_cycle},
                                         Specimen{"cancel-unacknowledged",
                                                  Cause::cancel_unacknowledged},
                                         Specimen{"loop-blocked", Cause::loop_blocked}),
                         [](const auto& instance) {
                             std::string name = instance.param.name;
                             std::ranges::replace(name, '-', '_');
                             return name;
                         });

struct LookAlike {
    const char* name;
    const char* backend;
};
class NearMissTest : public KeeperTest, public testing::WithParamInterface<LookAlike> {};

TEST_P(NearMissTest, GetsNoVerdictThatIsLikely) {
    const Patient patient(std::string("actors-") + GetParam().name, {GetParam().backend});
    // For as long as it takes to name any of the specimens.
    const auto deadline = os::Deadline::after(3s);
    while (!deadline.passed())
        for (const Verdict& verdict : diagnose(patient.pid()))
            EXPECT_LT(verdict.confidence, Confidence::likely) << verdict.summary;
}

INSTANTIATE_TEST_SUITE_P(Actors, NearMissTest,
                         testing::Values(LookAlike{"task-cycle-near-miss", "fork_worker"},
                                         LookAlike{"cancel-unacknowledged-near-miss", "thread"},
                                         LookAlike{"loop-blocked-near-miss", "fork_worker"},
                                         LookAlike{"loop-blocked-near-miss", "thread"},
                                         LookAlike{"idle-near-miss", "exec"},
                                         LookAlike{"idle-near-miss", "fork_worker"},
                                         LookAlike{"idle-near-miss", "thread"}),
                         [](const auto& instance) {
                             std::string name =
                                 std::string(instance.param.name) + "_" + instance.param.backend;
                             std::ranges::replace(name, '-', '_');
                             return name;
                         });

}  // namespace
}  // namespace hangar::zoo_test
