// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/sockets.hpp>
#include <hangar/diag/os/temp_dir.test.hpp>

namespace hangar::os {
namespace {

using namespace std::chrono_literals;

void expect_ours(const Fd& fd) {
    EXPECT_NE(::fcntl(fd.get(), F_GETFD) & FD_CLOEXEC, 0);
    EXPECT_NE(::fcntl(fd.get(), F_GETFL) & O_NONBLOCK, 0);
}

// The other end of a connection that is under way.
Result<Fd> accept_soon(const Fd& listener) {
    EXPECT_EQ(*wait_readable(listener.get(), soon()), true);
    return accept_connection(listener.get());
}

void expect_talk(const Fd& from, const Fd& to) {
    ASSERT_THAT(write_all(from.get(), "hello"), Succeeds());
    ASSERT_EQ(*wait_readable(to.get(), soon()), true);
    std::array<std::byte, 16> heard{};
    EXPECT_EQ(*read_some(to.get(), heard), 5U);
}

TEST(UnixSocketTest, ConnectsOverAPath) {
    const TempDir dir;
    const auto listener = listen_unix(dir.path("s"));
    ASSERT_THAT(listener, Succeeds());
    const auto client = connect_unix(dir.path("s"));
    ASSERT_THAT(client, Succeeds());
    EXPECT_THAT(finish_connect(client->get(), soon()), Succeeds());
    const auto server = accept_soon(*listener);
    ASSERT_THAT(server, Succeeds());
    for (const auto* fd : {&*listener, &*client, &*server}) expect_ours(*fd);
    expect_talk(*client, *server);
    expect_talk(*server, *client);
}

TEST(UnixSocketTest, IsItsOwnersAlone) {
    const TempDir dir;
    const auto listener = listen_unix(dir.path("s"));
    struct stat about {};
    ASSERT_EQ(::stat(dir.path("s").c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777U, 0600U);
}

TEST(UnixSocketTest, RefusesAPathThatDoesNotFit) {
    const TempDir dir;
    const std::string longest = dir.path(std::string(107 - dir.path("").size(), 's'));
    EXPECT_THAT(listen_unix(longest), Succeeds());
    EXPECT_THAT(connect_unix(longest), FailsWith(ECONNREFUSED));  // nobody listens any more
    EXPECT_THAT(listen_unix(longest + 's'), FailsWith(ENAMETOOLONG));
    EXPECT_THAT(connect_unix(longest + 's'), FailsWith(ENAMETOOLONG));
}

TEST(UnixSocketTest, RefusesAPathThatIsNone) {
    for (const auto& path : {std::string(), std::string("\0abstract", 9)}) {
        EXPECT_THAT(listen_unix(path), FailsWith(EINVAL));
        EXPECT_THAT(connect_unix(path), FailsWith(EINVAL));
    }
    EXPECT_THAT(connect_unix("/nowhere/socket"), FailsWith(ENOENT));
}

TEST(UnixSocketTest, NeverReplacesAFile) {
    const TempDir dir;
    const auto first = listen_unix(dir.path("s"));
    EXPECT_THAT(listen_unix(dir.path("s")), FailsWith(EADDRINUSE));
}

TEST(UnixSocketTest, AFullBacklogIsNoHang) {
    const TempDir dir;
    const auto listener = listen_unix(dir.path("s"), 0);
    const auto first = connect_unix(dir.path("s"));
    ASSERT_THAT(first, Succeeds());
    EXPECT_THAT(connect_unix(dir.path("s")), FailsWith(EAGAIN));
}

TEST(UnixSocketTest, TellsWhoMadeTheOtherEnd) {
    const TempDir dir;
    const auto listener = listen_unix(dir.path("s"));
    const TestChild client([&](TestParent& parent) {
        const auto fd = connect_unix(dir.path("s"));
        parent.ready();
        parent.hold();
        return 0;
    });
    static_cast<void>(client.wait_ready());
    const auto server = accept_soon(*listener);
    const auto peer = peer_credentials(server->get());
    ASSERT_THAT(peer, Succeeds());
    EXPECT_EQ(peer->pid, client.id().pid);
    EXPECT_EQ(peer->uid, ::geteuid());
    EXPECT_EQ(peer->gid, ::getegid());
}

TEST(LoopbackTest, ConnectsOverAPortOfTheKernelsChoice) {
    const auto listener = listen_loopback();
    ASSERT_THAT(listener, Succeeds());
    const auto port = local_port(listener->get());
    ASSERT_THAT(port, Succeeds());
    EXPECT_NE(*port, 0);
    const auto client = connect_loopback(*port);
    ASSERT_THAT(client, Succeeds());
    EXPECT_THAT(finish_connect(client->get(), soon()), Succeeds());
    const auto server = accept_soon(*listener);
    ASSERT_THAT(server, Succeeds());
    for (const auto* fd : {&*listener, &*client, &*server}) expect_ours(*fd);
    expect_talk(*client, *server);
    expect_talk(*server, *client);
}

TEST(LoopbackTest, APortCanBeTakenOnce) {
    const auto listener = listen_loopback();
    EXPECT_THAT(listen_loopback(*local_port(listener->get())), FailsWith(EADDRINUSE));
}

TEST(LoopbackTest, SaysThatNobodyListens) {
    const auto port = *local_port(listen_loopback()->get());
    const auto client = connect_loopback(port);
    // The refusal may come at once or later.
    const auto outcome =
        client ? finish_connect(client->get(), soon()) : Status(tl::unexpected(client.error()));
    EXPECT_THAT(outcome, FailsWith(ECONNREFUSED));
}

TEST(SocketTest, NobodyToAcceptIsNoHang) {
    EXPECT_THAT(accept_connection(listen_loopback()->get()), FailsWith(EAGAIN));
}

TEST(SocketTest, ErrorsForWhatIsNoSocket) {
    const auto pipe = make_pipe();
    EXPECT_THAT(local_port(pipe->first.get()), FailsWith(ENOTSOCK));
    EXPECT_THAT(peer_credentials(pipe->first.get()), FailsWith(ENOTSOCK));
    EXPECT_THAT(accept_connection(pipe->first.get()), FailsWith(ENOTSOCK));
    EXPECT_THAT(local_port(make_socketpair()->first.get()), FailsWith(EAFNOSUPPORT));
    EXPECT_THAT(finish_connect(pipe->first.get(), Deadline::after(0ms)), FailsWith(ETIMEDOUT));
}

TEST(SocketTest, FailsWithoutAFreeDescriptor) {
    const TempDir dir;
    const auto listener = listen_unix(dir.path("s"));
    const auto client = connect_unix(dir.path("s"));
    EXPECT_THAT(without_free_fd([&] { return listen_unix(dir.path("t")); }), FailsWith(EMFILE));
    EXPECT_THAT(without_free_fd([&] { return connect_unix(dir.path("s")); }), FailsWith(EMFILE));
    EXPECT_THAT(without_free_fd([&] { return listen_loopback(); }), FailsWith(EMFILE));
    EXPECT_THAT(without_free_fd([&] { return connect_loopback(1); }), FailsWith(EMFILE));
    EXPECT_THAT(without_free_fd([&] { return accept_connection(listener->get()); }),
                FailsWith(EMFILE));
}

}  // namespace
}  // namespace hangar::os
