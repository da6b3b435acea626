// SPDX-License-Identifier: Apache-2.0
// Who may have what a thread waits on, as far as it can have come down to its holders.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <hangar/diag/snapshot/patient.test.hpp>
#include <hangar/diag/snapshot/unseen_holders.hpp>

namespace hangar::snapshot {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

// A child that reads from a pipe whose write end it has, too.
[[noreturn]] void read_from_itself(int flags) {
    int ends[2];
    if (::pipe2(ends, flags) != 0) ::_exit(1);
    for (char byte = 0;;) static_cast<void>(::read(ends[0], &byte, 1));
}

// The parent is this test: it is as if it could not be looked at.
TEST(UnseenHoldersTest, AParentOfTheSameProgramMayHaveWhatItsForkHas) {
    const TestPatient patient([] { read_from_itself(0); });
    const Snapshot snapshot = when_it_reads(patient);
    const auto unseen = unseen_holders(snapshot, {::getpid()});
    ASSERT_THAT(unseen, SizeIs(1));
    EXPECT_EQ(unseen[0].pid, ::getpid());
    EXPECT_EQ(unseen[0].object.kind, FdKind::pipe);
    EXPECT_THAT(unseen_holders(snapshot, {}), IsEmpty()) << "whoever may be looked at is known";
    EXPECT_TRUE(snapshot.complete);
}

// A shell that starts a program whose parent is not looked at: what the program makes itself comes
// from nowhere else, what it was given may.
TEST(UnseenHoldersTest, PastAnExecOnlyWhatItDoesNotClose) {
    int given[2];
    ASSERT_EQ(::pipe2(given, O_CLOEXEC), 0);
    const TestPatient patient([&given] {
        ::dup2(given[0], 0);
        ::dup2(given[1], 9);
        ::execl("/bin/cat", "cat", static_cast<char*>(nullptr));
        ::_exit(1);
    });
    ::close(given[0]);
    ::close(given[1]);
    Snapshot snapshot = patient.take_until([](const Snapshot& now) {
        return now.processes[0].name == "cat" && thread_in(now, WaitKind::pipe_read) != nullptr;
    });
    EXPECT_THAT(unseen_holders(snapshot, {::getpid()}), SizeIs(1));
    for (Descriptor& fd : snapshot.processes[0].fds) fd.flags |= O_CLOEXEC;
    EXPECT_THAT(unseen_holders(snapshot, {::getpid()}), IsEmpty());
}

}  // namespace
}  // namespace hangar::snapshot
