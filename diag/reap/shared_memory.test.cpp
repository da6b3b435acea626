// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/temp_dir.test.hpp>
#include <hangar/diag/reap/shared_memory.hpp>

namespace hangar::reap {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class PosixSegmentsTest : public testing::Test {
  protected:
    os::Fd make(const std::string& name) const {
        auto file = os::open_file(dir_.fd(), name, O_RDWR | O_CREAT);
        EXPECT_TRUE(file && os::write_all(file->get(), "content"));
        return file ? std::move(*file) : os::Fd();
    }
    [[nodiscard]] bool is_there(const std::string& name) const {
        return ::access(dir_.path(name).c_str(), F_OK) == 0;
    }
    [[nodiscard]] Sweep sweep(const SweepOptions& options = {}) const {
        return sweep_posix_segments(options, dir_.path());
    }

    os::TempDir dir_;
};

TEST_F(PosixSegmentsTest, WhatNobodyUsesIsRemoved) {
    make("a");
    make("b");
    const auto swept = sweep();
    EXPECT_THAT(swept.objects, ElementsAre(SweptObject{dir_.path("a"), 7, Swept::removed, {}},
                                           SweptObject{dir_.path("b"), 7, Swept::removed, {}}));
    EXPECT_TRUE(swept.complete());
    EXPECT_FALSE(is_there("a"));
}

TEST_F(PosixSegmentsTest, WhatIsOpenOrMappedIsInUseAndItsUserNamed) {
    const auto open = make("open");
    const auto mapped_file = make("mapped");
    void* mapped = ::mmap(nullptr, 7, PROT_READ, MAP_SHARED, mapped_file.get(), 0);
    ASSERT_NE(mapped, MAP_FAILED);
    make("only its path");
    const os::Fd by_path(::open(dir_.path("only its path").c_str(), O_PATH | O_CLOEXEC));
    const auto swept = sweep();
    ASSERT_EQ(swept.objects.size(), 3U);
    for (const auto& each : swept.objects) {
        EXPECT_EQ(each.outcome, Swept::in_use) << each.name;
        EXPECT_THAT(each.why, HasSubstr(std::to_string(::getpid())));
        EXPECT_TRUE(is_there(each.name.substr(dir_.path().size() + 1)));
    }
    ::munmap(mapped, 7);
}

// A descriptor on its way through a socket is in no process's table.
TEST_F(PosixSegmentsTest, WhatNobodyCanBeSeenToUseIsInUseAllTheSame) {
    auto ends = os::make_socketpair();
    auto sent = make("sent");
    char byte = 'x';
    iovec part{&byte, 1};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    const int number = sent.get();
    std::memcpy(CMSG_DATA(header), &number, sizeof number);
    ASSERT_EQ(::sendmsg(ends->first.get(), &message, 0), 1);
    sent.reset();
    const auto swept = sweep();
    EXPECT_THAT(swept.objects, ElementsAre(SweptObject{dir_.path("sent"), 7, Swept::in_use,
                                                       "somebody who cannot be seen"}));
    EXPECT_TRUE(is_there("sent"));
}

TEST_F(PosixSegmentsTest, WhatIsOlderOrNoSegmentOrAnothersIsNotLookedAt) {
    make("segment");
    EXPECT_THAT(sweep({std::chrono::system_clock::now() + 1s, false}).objects, IsEmpty());
    EXPECT_EQ(sweep({std::chrono::system_clock::now() - 1min, true}).objects.size(), 1U);
    ASSERT_EQ(::unlink(dir_.path("segment").c_str()), 0);
    ASSERT_EQ(::symlink("/etc/passwd", dir_.path("link").c_str()), 0);
    ASSERT_EQ(::mkfifo(dir_.path("fifo").c_str(), 0600), 0);
    ASSERT_EQ(::mkdir(dir_.path("directory").c_str(), 0700), 0);
    if (::geteuid() == 0) {
        make("theirs");
        ASSERT_EQ(::chown(dir_.path("theirs").c_str(), 65534, 65534), 0);
    }
    EXPECT_THAT(sweep().objects, IsEmpty());
    EXPECT_TRUE(is_there("link"));
}

TEST_F(PosixSegmentsTest, WhatIsOnlyAskedForStays) {
    make("a");
    EXPECT_THAT(sweep({std::nullopt, true}).objects,
                ElementsAre(SweptObject{dir_.path("a"), 7, Swept::removable, {}}));
    EXPECT_TRUE(is_there("a"));
    EXPECT_EQ(sweep_posix_segment("a", false, dir_.path()).outcome, Swept::removed);
}

// Only what is as young as the tests' own: the machine may hold others.
SweptObject swept_segment(int id) {
    const auto since = std::chrono::system_clock::now() - 2s;
    for (const auto& each : sweep_sysv_segments({since, false}).objects)
        if (each.name == "System V segment " + std::to_string(id)) return each;
    return {};
}

TEST(SysvSegmentsTest, OneIsRemovedOnceNobodyHasItAndItsUsersAreGone) {
    os::TestChild maker([](os::TestParent& test) {
        const int id = ::shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600);
        void* attached = ::shmat(id, nullptr, 0);
        test.ready(std::to_string(id));
        test.hold();
        return ::shmdt(attached);
    });
    const int id = std::stoi(maker.wait_ready());
    EXPECT_THAT(swept_segment(id).why, HasSubstr("attached"));
    maker.release();
    static_cast<void>(maker.wait());
    EXPECT_EQ(swept_segment(id).outcome, Swept::removed);
    EXPECT_EQ(::shmctl(id, IPC_RMID, nullptr), -1);
}

TEST(SysvSegmentsTest, OneWhoseMakerLivesIsInUse) {
    const int id = ::shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600);
    ASSERT_GE(id, 0);
    EXPECT_EQ(swept_segment(id).outcome, Swept::in_use);
    EXPECT_EQ(::shmctl(id, IPC_RMID, nullptr), 0);
}

}  // namespace
}  // namespace hangar::reap
