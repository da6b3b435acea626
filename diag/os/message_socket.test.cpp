// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cerrno>
#include <hangar/diag/os/message_socket.hpp>

namespace hangar::os {
namespace {

using testing::SizeIs;

class MessageSocketTest : public testing::Test {
  protected:
    FdPair ends_ = make_message_pair(true).value();
    int sender() { return ends_.first.get(); }
    int receiver() { return ends_.second.get(); }
};

TEST_F(MessageSocketTest, KeepsMessagesApart) {
    ASSERT_TRUE(send_message(sender(), "one"));
    ASSERT_TRUE(send_message(sender(), "and two"));
    EXPECT_EQ(receive_message(receiver()).value()->data, "one");
    EXPECT_EQ(receive_message(receiver()).value()->data, "and two");
    EXPECT_EQ(receive_message(receiver()).error().code, EAGAIN);
}

TEST_F(MessageSocketTest, CarriesDescriptorsInTheirOrder) {
    FdPair pipe = make_pipe().value();
    ASSERT_TRUE(send_message(sender(), "x", std::array{pipe.first.get(), pipe.second.get()}));
    auto message = receive_message(receiver()).value();
    ASSERT_THAT(message->fds, SizeIs(2));
    ASSERT_TRUE(write_all(message->fds[1].get(), "through"));
    message->fds.clear();
    pipe.second.reset();
    EXPECT_EQ(read_all(pipe.first.get()).value(), "through");
}

TEST_F(MessageSocketTest, TheLargestMessageArrivesAndALargerOneIsRefused) {
    const std::string largest(max_message_size, 'x');
    ASSERT_TRUE(send_message(sender(), largest));
    EXPECT_EQ(receive_message(receiver()).value()->data, largest);
    EXPECT_EQ(send_message(sender(), largest + "x").error().code, EMSGSIZE);
    EXPECT_EQ(send_message(sender(), "").error().code, EINVAL);
}

TEST_F(MessageSocketTest, ClosingIsTheEndAlsoWhenAMessageWasNeverRead) {
    ASSERT_TRUE(send_message(receiver(), "never read"));
    ends_.first.reset();
    EXPECT_EQ(receive_message(receiver()).value(), std::nullopt);
    EXPECT_EQ(send_message(receiver(), "x").error().code, EPIPE);
}

TEST_F(MessageSocketTest, DescriptorsThatHaveNoRoomAreAnErrorAndNotLostInSilence) {
    ASSERT_TRUE(send_message(sender(), "x", std::array{0, 0, 0}));
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
    rlimit none = before;
    none.rlim_cur = 3;
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
    const auto received = receive_message(receiver());
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
    ASSERT_FALSE(received);
    EXPECT_EQ(received.error().code, EMFILE);
}

}  // namespace
}  // namespace hangar::os
