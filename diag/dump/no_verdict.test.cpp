// SPDX-License-Identifier: Apache-2.0
// What is said where no cause was found.
#include <gmock/gmock.h>

#include <hangar/diag/dump/text.hpp>

namespace hangar::dump {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

Dump of_one_process(char state) {
    Dump dump;
    dump.snapshot.root = 10;
    snapshot::Thread thread;
    thread.tid = 10;
    thread.state = state;
    thread.wait.kind = snapshot::WaitKind::signal;
    thread.wait.signals = ~std::uint64_t{0};
    snapshot::Process process;
    process.pid = 10;
    process.ppid = 7;
    process.name = "patient";
    process.state = state;
    process.threads.push_back(thread);
    dump.snapshot.processes.push_back(process);
    return dump;
}

TEST(NoVerdictTest, NothingWaitsInVain) {
    EXPECT_THAT(verdicts_to_text(of_one_process('S')), StartsWith("no cause found: nothing here"));
    Dump partial = of_one_process('S');
    partial.snapshot.complete = false;
    EXPECT_THAT(verdicts_to_text(partial), StartsWith("no cause found in what could be read"));
}

TEST(NoVerdictTest, WhoCannotGoOnIsNamedAllTheSame) {
    Dump dump = of_one_process('S');
    dump.diagnosis.dead.push_back({10, 10});
    const std::string text = verdicts_to_text(dump);
    EXPECT_THAT(text, StartsWith("no cause found, but a thread can go on by nothing"));
    EXPECT_THAT(text, HasSubstr("process 10 \"patient\": any signal"));
}

TEST(NoVerdictTest, WhatIsNotUnderstoodIsSaid) {
    Dump dump = of_one_process('S');
    auto& thread = dump.snapshot.processes[0].threads[0];
    thread.wait = {};
    thread.wait.kind = snapshot::WaitKind::other;
    thread.syscall = os::ProcSyscall{.state = os::ProcSyscall::State::inside, .number = 449};
    thread.settled = true;
    EXPECT_THAT(verdicts_to_text(dump), StartsWith("no cause found: nothing here"));
    dump.snapshot.processes[0].in_tree = true;
    const std::string text = verdicts_to_text(dump);
    EXPECT_THAT(text, StartsWith("no cause found among the waits that are understood"));
    EXPECT_THAT(text, HasSubstr("process 10 \"patient\" waits in futex_waitv("));
    thread.wait.timeout = std::chrono::seconds(1);
    EXPECT_THAT(verdicts_to_text(dump), StartsWith("no cause found: nothing here"));
}

TEST(NoVerdictTest, AZombieIsSaidToBeOne) {
    EXPECT_THAT(verdicts_to_text(of_one_process('Z')),
                StartsWith("process 10 \"patient\" has ended; its parent, process 7"));
}

}  // namespace
}  // namespace hangar::dump
