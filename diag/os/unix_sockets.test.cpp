// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/sockets.hpp>
#include <hangar/diag/os/temp_dir.test.hpp>
#include <hangar/diag/os/unix_sockets.hpp>

namespace hangar::os {
namespace {

std::uint32_t inode_of(int fd) {
    struct stat status {};
    EXPECT_EQ(::fstat(fd, &status), 0);
    return static_cast<std::uint32_t>(status.st_ino);
}

std::optional<UnixSocket> listed(int fd) {
    const auto sockets = list_unix_sockets(soon());
    EXPECT_THAT(sockets, Succeeds());
    if (!sockets) return std::nullopt;
    const auto found = std::ranges::find(*sockets, inode_of(fd), &UnixSocket::inode);
    if (found == sockets->end()) return std::nullopt;
    return *found;
}

TEST(ListUnixSocketsTest, PairsTheEndsAndCountsWhatIsUnread) {
    const auto pair = make_socketpair();
    ASSERT_THAT(pair, Succeeds());
    ASSERT_THAT(write_all(pair->first.get(), "hello"), Succeeds());
    const auto writer = listed(pair->first.get());
    const auto reader = listed(pair->second.get());
    ASSERT_TRUE(writer);
    ASSERT_TRUE(reader);
    EXPECT_EQ(writer->peer, reader->inode);
    EXPECT_EQ(reader->peer, writer->inode);
    EXPECT_EQ(reader->receive_queue, 5U);
    EXPECT_GT(writer->send_queue, 0U);
    EXPECT_GT(writer->send_buffer, writer->send_queue);
    EXPECT_TRUE(writer->connected);
    EXPECT_FALSE(writer->listening);
}

TEST(ListUnixSocketsTest, NamesWhoWaitsToBeAccepted) {
    const TempDir dir;
    const std::string path = dir.path() + "/socket";
    const auto listener = listen_unix(path);
    ASSERT_THAT(listener, Succeeds());
    const auto client = connect_unix(path);
    ASSERT_THAT(client, Succeeds());
    const auto listening = listed(listener->get());
    ASSERT_TRUE(listening);
    EXPECT_TRUE(listening->listening);
    EXPECT_EQ(listening->name, path);
    // The client's other end has no inode until somebody accepts it.
    EXPECT_EQ(listening->receive_queue, 1U);
    const auto connecting = listed(client->get());
    ASSERT_TRUE(connecting);
    EXPECT_EQ(listening->pending, std::vector{connecting->inode});
    EXPECT_EQ(connecting->peer, 0U);
}

TEST(ParseUnixDiagTest, RefusesWhatIsTooShort) {
    for (std::size_t size = 0; size < 16; ++size)
        EXPECT_EQ(parse_unix_diag(std::vector<std::byte>(size)), std::nullopt);
}

}  // namespace
}  // namespace hangar::os
