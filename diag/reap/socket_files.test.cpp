// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/sockets.hpp>
#include <hangar/diag/os/temp_dir.test.hpp>
#include <hangar/diag/reap/socket_files.hpp>
#include <thread>

namespace hangar::reap {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

// The pid of a process that has been and gone.
pid_t gone() {
    os::TestChild child;
    child.release();
    static_cast<void>(child.wait());
    return child.id().pid;
}

std::string name_of(const std::string& name, pid_t pid) {
    return name + '@' + std::to_string(pid) + ".sock";
}

class SocketFilesTest : public testing::Test {
  protected:
    // Whose socket is closed again.
    [[nodiscard]] std::string leave(const std::string& name) const {
        EXPECT_TRUE(os::listen_unix(dir_.path(name)).has_value());
        return dir_.path(name);
    }
    [[nodiscard]] Sweep sweep(const SweepOptions& options = {}) const {
        return sweep_socket_files({dir_.path()}, options);
    }
    static bool is_there(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

    os::TempDir dir_;
};

TEST_F(SocketFilesTest, ANamesPidIsBetweenTheLastAtAndTheEnd) {
    EXPECT_EQ(pid_of_socket_name("root.1f@4711.sock"), 4711);
    EXPECT_EQ(pid_of_socket_name("a@b@4711.sock"), 4711);
    for (const char* name : {"", "@", "a@.sock", "a@x.sock", "a@-1.sock", "a@0.sock", "4711.sock",
                             "a@4711", ".sock@4", "a@4711.sock.old"})
        EXPECT_FALSE(pid_of_socket_name(name).has_value()) << name;
}

TEST_F(SocketFilesTest, AFileWhoseProcessIsGoneIsRemoved) {
    const auto path = leave(name_of("child", gone()));
    EXPECT_THAT(sweep({std::nullopt, true}).objects,
                ElementsAre(SweptObject{path, 0, Swept::removable, {}}));
    EXPECT_TRUE(is_there(path));
    EXPECT_THAT(sweep().objects, ElementsAre(SweptObject{path, 0, Swept::removed, {}}));
    EXPECT_FALSE(is_there(path));
}

TEST_F(SocketFilesTest, AFileWhoseProcessLivesIsInUse) {
    const auto path = leave(name_of("child", ::getpid()));
    EXPECT_EQ(sweep().objects.at(0).outcome, Swept::in_use);
    EXPECT_TRUE(is_there(path));
}

TEST_F(SocketFilesTest, AFileWhoseSocketAnHeirHasIsInUse) {
    const auto path = dir_.path(name_of("child", gone()));
    const auto heir = os::listen_unix(path);
    EXPECT_THAT(sweep().objects,
                ElementsAre(SweptObject{path, 0, Swept::in_use, "a socket is bound to it"}));
    EXPECT_TRUE(is_there(path));
}

// Whether the process of that number is the file's maker is told by its age alone.
TEST_F(SocketFilesTest, ARecycledPidKeepsNoFile) {
    const auto made = leave("made.sock");
    std::this_thread::sleep_for(600ms);  // until no process that starts now can have made it
    const os::TestChild young;
    const auto path = dir_.path(name_of("child", young.id().pid));
    ASSERT_EQ(::rename(made.c_str(), path.c_str()), 0);
    EXPECT_THAT(sweep().objects, ElementsAre(SweptObject{path, 0, Swept::removed, {}}));
}

TEST_F(SocketFilesTest, WhatIsNoSuchFileIsNotLookedAt) {
    const auto foreign = leave("server.sock");
    ASSERT_TRUE(os::open_file(dir_.fd(), name_of("file", gone()), O_RDWR | O_CREAT).has_value());
    EXPECT_THAT(sweep().objects, IsEmpty());
    EXPECT_TRUE(is_there(foreign));
    EXPECT_TRUE(sweep_socket_files({dir_.path("missing")}, {}).complete());
}

TEST_F(SocketFilesTest, WhatAProcessHasBoundIsKnownAndRemovedOnceItIsGone) {
    const auto path = dir_.path("anywhere");
    os::TestChild server([&](os::TestParent& test) {
        const auto listener = os::listen_unix(path);
        test.ready();
        test.hold();
        return listener ? 0 : 1;
    });
    static_cast<void>(server.wait_ready());
    const auto bound = bound_files_of({server.id()});
    ASSERT_TRUE(bound.has_value());
    ASSERT_EQ(bound->size(), 1U);
    EXPECT_EQ(bound->at(0).path, path);
    EXPECT_EQ(sweep_bound_files(*bound, false).objects.at(0).outcome, Swept::in_use);
    server.release();
    static_cast<void>(server.wait());
    EXPECT_EQ(sweep_bound_files(*bound, false).objects.at(0).outcome, Swept::removed);
    EXPECT_FALSE(is_there(path));
}

TEST_F(SocketFilesTest, ANewFileAtTheSamePathStays) {
    const auto path = leave("anywhere");
    const std::vector<BoundFile> former{{path, 1}};
    EXPECT_THAT(sweep_bound_files(former, false).objects, IsEmpty());
    EXPECT_TRUE(is_there(path));
}

}  // namespace
}  // namespace hangar::reap
