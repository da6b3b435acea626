// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/resources/resource_deltas.hpp>
#include <thread>

namespace hangar::diag {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// What the handler was told last.
struct Told {
    std::string label;
    Leak failed = Leak::None;
    std::string text;
};
Told told;

class ResourceDeltasTest : public testing::Test {
  protected:
    ResourceDeltasTest() {
        told = {};
        before_ = set_leak_handler([](const ResourceChanges& changes, Leak failed) {
            told = {changes.label, failed, changes.text()};
        });
    }
    ~ResourceDeltasTest() override { set_leak_handler(before_); }

    LeakHandler before_ = nullptr;
};

// But mappings: the C library keeps the stack of a thread that was joined.
constexpr Leak everything = Leak::Threads | Leak::Fds | Leak::Sockets | Leak::Children | Leak::Shm |
                            Leak::Rss | Leak::Gauges;

TEST_F(ResourceDeltasTest, ABlockThatLeavesNothingIsSilent) {
    std::string written;
    {
        ResourceDeltas deltas{
            "clean", {.fail_on = everything, .writer = [&](const ResourceChanges& changes) {
                          written = changes.text();
                      }}};
        const auto pipe = os::make_pipe();
        const os::TestChild child;
        std::thread([] {}).join();
    }
    EXPECT_EQ(written, "");
    EXPECT_EQ(told.failed, Leak::None) << told.text;
}

TEST_F(ResourceDeltasTest, ANewDescriptorFailsTheBlockAndSaysWhereItPoints) {
    os::Result<os::FdPair> pipe;
    os::Result<os::FdPair> sockets;
    {
        ResourceDeltas deltas{"block", {.fail_on = Leak::Fds | Leak::Children}};
        pipe = os::make_pipe();
        sockets = os::make_socketpair();
    }
    EXPECT_EQ(told.label, "block");
    EXPECT_EQ(told.failed, Leak::Fds);
    const auto number = std::to_string(pipe->first.get());
    EXPECT_THAT(told.text, HasSubstr("new fd " + number + " (pipe): pipe:["));
    EXPECT_THAT(told.text, HasSubstr("(socket): socket:["));
    EXPECT_THAT(told.text, HasSubstr(": unix"));
}

TEST_F(ResourceDeltasTest, OnlyWhatTheBlockMustNotLeakFailsIt) {
    os::Result<os::FdPair> pipe;
    std::string written;
    {
        ResourceDeltas deltas{"block",
                              {.fail_on = Leak::Sockets, .writer = [&](const ResourceChanges& now) {
                                   written = now.text();
                               }}};
        pipe = os::make_pipe();
    }
    EXPECT_THAT(written, HasSubstr("(pipe)"));
    EXPECT_EQ(told.failed, Leak::None);
}

TEST_F(ResourceDeltasTest, AChildIsLeakedWhetherItRunsOrIsAZombie) {
    os::TestChild* running = nullptr;
    os::TestChild* zombie = nullptr;
    {
        ResourceDeltas deltas{"block", {.fail_on = Leak::Children}};
        running = new os::TestChild;
        zombie = new os::TestChild;
        zombie->release();
        ASSERT_EQ(zombie->handle().wait_exit(os::soon()), true);
    }
    EXPECT_EQ(told.failed, Leak::Children);
    EXPECT_THAT(told.text, HasSubstr("children: 0 -> 2"));
    EXPECT_THAT(told.text, HasSubstr(std::to_string(running->id().pid)));
    EXPECT_THAT(told.text, HasSubstr("a zombie"));
    EXPECT_TRUE(zombie->wait().success());  // the status is still there
    delete running;
    delete zombie;
}

TEST_F(ResourceDeltasTest, AThreadThatLivesOnIsLeaked) {
    std::atomic<bool> enough = false;
    std::thread thread;
    {
        ResourceDeltas deltas{"block", {.fail_on = Leak::Threads}};
        thread = std::thread([&] { enough.wait(false); });
    }
    EXPECT_EQ(told.failed, Leak::Threads);
    enough = true;
    enough.notify_all();
    thread.join();
}

TEST_F(ResourceDeltasTest, ASegmentIsOursIfWeHoldItOrItBearsOurPid) {
    const std::string held = "/hangar-held";
    const std::string named = "/hangar-named." + std::to_string(::getpid());
    const std::string other = "/hangar-other." + std::to_string(::getpid()) + "0";
    int fd = -1;
    {
        ResourceDeltas deltas{"block", {.fail_on = Leak::Shm}};
        ::close(::shm_open(other.c_str(), O_RDWR | O_CREAT, 0600));
        ::close(::shm_open(named.c_str(), O_RDWR | O_CREAT, 0600));
        fd = ::shm_open(held.c_str(), O_RDWR | O_CREAT, 0600);
    }
    EXPECT_EQ(told.failed, Leak::Shm);
    EXPECT_THAT(told.text, HasSubstr("new segment /dev/shm" + held + "\n"));
    EXPECT_THAT(told.text, HasSubstr("new segment /dev/shm" + named + "\n"));
    EXPECT_THAT(told.text, HasSubstr("new segment /dev/shm" + other + ": perhaps another"));
    ::close(fd);
    for (const auto& name : {held, named, other}) ::shm_unlink(name.c_str());
}

TEST_F(ResourceDeltasTest, MappingsAndMemoryAreSeenWhereTheyAreAskedFor) {
    constexpr std::size_t size = 64U << 20U;
    void* memory = nullptr;
    {
        ResourceDeltas deltas{"block", {.fail_on = Leak::Mappings | Leak::Rss}};
        memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    }
    ASSERT_NE(memory, MAP_FAILED);
    EXPECT_EQ(told.failed, Leak::Mappings | Leak::Rss);
    ::munmap(memory, size);
}

TEST_F(ResourceDeltasTest, WhatTheProgramCountsItselfIsAResource) {
    std::int64_t actors = 1;
    add_gauge("actors", [&] { return actors; });
    {
        ResourceDeltas deltas{"block", {.fail_on = Leak::Gauges}};
        actors = 3;
    }
    remove_gauge("actors");
    EXPECT_EQ(told.failed, Leak::Gauges);
    EXPECT_THAT(told.text, HasSubstr("actors: 1 -> 3"));
}

TEST_F(ResourceDeltasTest, AForkedChildsCopyDoesNothing) {
    const ResourceDeltas deltas{"block", {.fail_on = Leak::Fds}};
    const auto forked = os::fork_process();
    ASSERT_TRUE(forked.has_value());
    if (forked->in_child()) {
        [[maybe_unused]] const auto pipe = os::make_pipe();
        const_cast<ResourceDeltas&>(deltas).~ResourceDeltas();
        ::_exit(told.failed == Leak::None ? 0 : 1);
    }
    ASSERT_EQ(forked->child.wait_exit(os::soon()), true);
    EXPECT_TRUE(forked->child.collect().value()->success());
}

TEST_F(ResourceDeltasTest, WhatHasChangedSoFarCanBeAsked) {
    ResourceDeltas deltas{"block", {.fail_on = Leak::Fds}};
    EXPECT_FALSE(deltas.so_far()->any());
    const auto pipe = os::make_pipe();
    EXPECT_EQ(deltas.so_far()->new_fds.size(), 2U);
    deltas.dismiss();
}

TEST(LeakNamesTest, ASetIsAList) {
    EXPECT_EQ(leak_names(Leak::Fds | Leak::Children), "fds, children");
    EXPECT_EQ(leak_names(Leak::None), "");
}

}  // namespace
}  // namespace hangar::diag
