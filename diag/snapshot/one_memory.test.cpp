// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include <hangar/diag/snapshot/patient.test.hpp>

namespace hangar::snapshot {
namespace {

int stay_there(void*) {
    for (;;) ::pause();
}

Snapshot with_a_child(const TestPatient& patient) {
    return patient.take_until([](const Snapshot& now) {
        return now.processes.size() == 2 && now.processes[1].threads[0].settled;
    });
}

TEST(OneMemoryTest, AChildMadeWithCloneVmRunsInItsParents) {
    const TestPatient patient([] {
        static std::array<char, 65536> stack;
        if (::clone(stay_there, stack.data() + stack.size(), CLONE_VM | SIGCHLD, nullptr) < 0)
            ::_exit(1);
        stay_there(nullptr);
    });
    const Snapshot snapshot = with_a_child(patient);
    EXPECT_EQ(snapshot.processes[0].memory_of, 0);
    EXPECT_EQ(snapshot.processes[1].memory_of, patient.pid());
}

TEST(OneMemoryTest, SoDoesOneThatIsBornBetweenTheSamples) {
    const auto go = os::make_pipe().value();
    const TestPatient patient([&] {
        char byte = 0;
        if (::read(go.first.get(), &byte, 1) != 1) ::_exit(1);
        static std::array<char, 65536> stack;
        if (::clone(stay_there, stack.data() + stack.size(), CLONE_VM | SIGCHLD, nullptr) < 0)
            ::_exit(1);
        stay_there(nullptr);
    });
    Options options;
    options.between = [&](Snapshot& first, os::Deadline) {
        EXPECT_EQ(std::ranges::count(first.processes, patient.pid(), &Process::ppid), 0);
        EXPECT_EQ(::write(go.second.get(), "g", 1), 1);
    };
    const auto snapshot = take(patient.pid(), options);
    ASSERT_TRUE(snapshot);
    const auto born = std::ranges::find_if(
        snapshot->processes, [&](const Process& process) { return process.ppid == patient.pid(); });
    ASSERT_NE(born, snapshot->processes.end());
    EXPECT_EQ(born->memory_of, patient.pid());
}

TEST(OneMemoryTest, AForkHasACopy) {
    const TestPatient patient([] {
        static_cast<void>(::fork());
        stay_there(nullptr);
    });
    EXPECT_EQ(with_a_child(patient).processes[1].memory_of, 0);
}

}  // namespace
}  // namespace hangar::snapshot
