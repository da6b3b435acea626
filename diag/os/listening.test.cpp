// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <unistd.h>

#include <hangar/diag/os/listening.hpp>
#include <hangar/diag/os/sockets.hpp>
#include <string>

namespace hangar::os {
namespace {

using testing::Contains;
using testing::Not;

std::vector<std::string> own_endpoints() {
    const auto found = listening_endpoints(ProcDir::open(::getpid()).value());
    EXPECT_TRUE(found) << found.error().message();
    std::vector<std::string> texts;
    for (const auto& each : found.value_or(std::vector<TcpEndpoint>()))
        texts.push_back(each.text());
    return texts;
}

TEST(ListeningTest, WhereAProcessAcceptsIsFoundWhileItDoes) {
    auto listener = listen_loopback().value();
    const auto here = "127.0.0.1:" + std::to_string(local_port(listener.get()).value());
    EXPECT_THAT(own_endpoints(), Contains(here));
    const auto again = duplicate(listener.get()).value();
    EXPECT_THAT(own_endpoints(), Contains(here).Times(1));
    listener.reset();
    EXPECT_THAT(own_endpoints(), Contains(here));
}

TEST(ListeningTest, WhatIsOnlyConnectedOrClosedIsNot) {
    std::string here;
    {
        const auto listener = listen_loopback().value();
        here = "127.0.0.1:" + std::to_string(local_port(listener.get()).value());
    }
    EXPECT_THAT(own_endpoints(), Not(Contains(here)));
}

}  // namespace
}  // namespace hangar::os
