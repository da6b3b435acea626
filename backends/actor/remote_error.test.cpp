// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <hangar/backends/actor/remote_error.hpp>
#include <hangar/backends/runtime/errors.hpp>
#include <stdexcept>

namespace hangar::actor {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

const ipc::Identity worker{"worker", {}, {4711, 1}, "exec"};
const ipc::Identity boss{"boss", {}, {4710, 1}, "exec"};

template <class E>
std::exception_ptr thrown(E error) {
    return std::make_exception_ptr(std::move(error));
}

RemoteError boxed(const std::exception_ptr& error, const ipc::Identity& actor = worker) {
    return RemoteError(pack_error(error, actor, "work"));
}

TEST(RemoteErrorTest, BoxesExactlyTheOriginalsType) {
    const RemoteError error = boxed(thrown(std::out_of_range("too far")));
    EXPECT_TRUE(error.boxes<std::out_of_range>());
    EXPECT_FALSE(error.boxes<std::logic_error>());
    EXPECT_EQ(error.message(), "too far");
}

TEST(RemoteErrorTest, SaysWhoWhereAndWhat) {
    const std::string what = boxed(thrown(std::out_of_range("too far"))).what();
    EXPECT_THAT(what, HasSubstr("worker (pid 4711"));
    EXPECT_THAT(what, HasSubstr("work"));
    EXPECT_THAT(what, HasSubstr("std::out_of_range"));
}

TEST(RemoteErrorTest, KeepsEveryErrorOfAGroup) {
    const runtime::ErrorGroup group(
        {thrown(std::out_of_range("first")), thrown(std::runtime_error("second"))});
    const RemoteError error = boxed(thrown(group));
    EXPECT_TRUE(error.is_group());
    ASSERT_THAT(error.causes(), SizeIs(2));
    EXPECT_TRUE(error.causes()[0].boxes<std::out_of_range>());
    EXPECT_EQ(error.causes()[1].message(), "second");
}

TEST(RemoteErrorTest, IsStillTheOriginalAfterAnActorPassedItOn) {
    const RemoteError relayed = boxed(thrown(boxed(thrown(std::out_of_range("too far")))), boss);
    EXPECT_TRUE(relayed.boxes<std::out_of_range>());
    EXPECT_EQ(relayed.data().actor.name, "boss");
    EXPECT_EQ(relayed.causes().front().data().actor.name, "worker");
}

TEST(RemoteErrorTest, BoxesWhatIsNoStdException) {
    const RemoteError error = boxed(thrown(42));
    EXPECT_EQ(error.type(), "int");
}

TEST(RemoteErrorTest, TellsACancellationFromAnError) {
    const RemoteError error = boxed(thrown(runtime::Cancelled()));
    EXPECT_EQ(error.data().shape, ipc::ErrorShape::cancelled);
}

}  // namespace
}  // namespace hangar::actor
