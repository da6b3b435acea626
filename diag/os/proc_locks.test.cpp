// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/files.hpp>
#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/proc_locks.hpp>
#include <hangar/diag/os/temp_dir.test.hpp>

namespace hangar::os {
namespace {

using testing::SizeIs;

TEST(ParseLockTest, ReadsAHolderAndItsWaiter) {
    const auto locks = parse_locks(
        "1: POSIX  ADVISORY  WRITE 4711 fe:0a:10952819 5 14\n"
        "1: -> POSIX  ADVISORY  READ 4712 fe:0a:10952819 0 EOF\n");
    ASSERT_THAT(locks, SizeIs(2));
    EXPECT_EQ(locks[0], (FileLock{1, false, "POSIX", true, 4711, 0xfe, 0x0a, 10952819, 5, 14}));
    EXPECT_EQ(locks[1],
              (FileLock{1, true, "POSIX", false, 4712, 0xfe, 0x0a, 10952819, 0, std::nullopt}));
}

TEST(ParseLockTest, ReadsEveryKind) {
    EXPECT_EQ(parse_lock("2: OFDLCK ADVISORY  WRITE -1 00:10:7 0 0")->pid, -1);
    EXPECT_EQ(parse_lock("3: LEASE  BREAKING  UNLCK 9 00:10:7 0 EOF")->type, "LEASE");
    EXPECT_EQ(parse_lock("4: FLOCK  ADVISORY  READ 9 <none>:0 0 EOF")->inode, 0U);
}

TEST(ParseLockTest, RefusesWhatIsNone) {
    for (const auto* line :
         {"", "1", "1:", "1: ->", "x: POSIX ADVISORY WRITE 1 0:0:0 0 EOF",
          "1: POSIX ADVISORY NEITHER 1 0:0:0 0 EOF", "1: POSIX ADVISORY WRITE x 0:0:0 0 EOF",
          "1: POSIX ADVISORY WRITE 1 0:0 0 EOF", "1: POSIX ADVISORY WRITE 1 0:0:0 x EOF",
          "1: POSIX ADVISORY WRITE 1 0:0:0 0", "1: POSIX ADVISORY WRITE 1 0:0:0 0 END"})
        EXPECT_EQ(parse_lock(line), std::nullopt) << line;
}

TEST(ReadLocksTest, SeesWhoHoldsAndWhoWaits) {
    const TempDir dir;
    const auto file = create_exclusive(dir.fd(), "lock");
    struct stat about {};
    ASSERT_EQ(::fstat(file->get(), &about), 0);
    ASSERT_EQ(::flock(file->get(), LOCK_EX), 0);
    const TestChild waiter([&](TestParent&) {
        const auto again = open_file(dir.fd(), "lock", O_RDWR);
        return ::flock(again->get(), LOCK_EX);
    });
    const auto ours = [&] {
        auto locks = read_locks().value();
        std::erase_if(locks, [&](const auto& lock) { return lock.inode != about.st_ino; });
        return locks;
    };
    const auto until = soon();
    while (ours().size() < 2 && !until.passed()) {
    }
    const auto locks = ours();
    ASSERT_THAT(locks, SizeIs(2));
    EXPECT_EQ(locks[0].pid, ::getpid());
    EXPECT_FALSE(locks[0].waiting);
    EXPECT_EQ(locks[0].type, "FLOCK");
    EXPECT_EQ(locks[1].pid, waiter.id().pid);
    EXPECT_TRUE(locks[1].waiting);
    EXPECT_EQ(locks[0].id, locks[1].id);
}

}  // namespace
}  // namespace hangar::os
