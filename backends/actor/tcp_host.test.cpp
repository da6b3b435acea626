// SPDX-License-Identifier: Apache-2.0
// Over tcp a tree is on loopback unless it is told otherwise, and its children are told as well.
#include <gmock/gmock.h>

#include <cerrno>
#include <hangar/backends/actor/cells.test.hpp>
#include <hangar/diag/os/stream_socket.hpp>

namespace hangar::actor {
namespace {

using runtime::Task;
using testing::ElementsAre;
using testing::StartsWith;

std::string own_address() {
    return Actor::current().address().text();
}

Task<std::string> address_of_a_child() {
    auto nursery = co_await open_nursery();
    const Portal child = co_await nursery.start_actor("child");
    co_return co_await child.run<&own_address>();
}

// Where the root, a child and a grandchild accept.
std::vector<std::string> addresses(TreeOptions options) {
    options.transport = ipc::Transport::tcp;
    std::vector<std::string> found;
    run_root(std::move(options), [&]() -> Task<void> {
        auto nursery = co_await open_nursery();
        const Portal child = co_await nursery.start_actor("child");
        found.push_back(own_address());
        found.push_back(co_await child.run<&own_address>());
        found.push_back(co_await child.run<&address_of_a_child>());
    });
    return found;
}

class TcpHostTest : public testing::TestWithParam<std::string> {
  protected:
    [[nodiscard]] static TreeOptions options() {
        TreeOptions options;
        options.backend = GetParam();
        return options;
    }
};

TEST_P(TcpHostTest, IsLoopbackUnlessToldOtherwise) {
    const auto loopback = StartsWith("tcp:127.0.0.1:");
    EXPECT_THAT(addresses(options()), ElementsAre(loopback, loopback, loopback));
}

TEST_P(TcpHostTest, IsTheOneToldForEveryActorOfTheTree) {
    TreeOptions told = options();
    told.tcp_host = "127.0.0.2";
    const auto there = StartsWith("tcp:127.0.0.2:");
    EXPECT_THAT(addresses(told), ElementsAre(there, there, there));
}

TEST_P(TcpHostTest, MayBeOfTheOtherFamily) {
    const auto listener = os::listen_tcp("::1", 0);
    if (!listener) GTEST_SKIP() << "no IPv6 here: " << listener.error().message();
    TreeOptions told = options();
    told.tcp_host = "::1";
    const auto there = StartsWith("tcp:[::1]:");
    EXPECT_THAT(addresses(told), ElementsAre(there, there, there));
}

TEST_P(TcpHostTest, ThatIsNoAddressIsAnErrorOfTheStart) {
    TreeOptions told = options();
    told.tcp_host = "localhost";
    try {
        addresses(told);
        FAIL() << "a name was taken for an address";
    } catch (const runtime::OsError& e) {
        EXPECT_EQ(e.error().code, EINVAL);
    }
}

INSTANTIATE_TEST_SUITE_P(Backends, TcpHostTest, testing::ValuesIn(backends_with()),
                         [](const auto& key) { return key.param; });

}  // namespace
}  // namespace hangar::actor
