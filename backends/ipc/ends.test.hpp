// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <utility>

#include <hangar/backends/ipc/listener.hpp>
#include <hangar/backends/ipc/proof.hpp>
#include <hangar/backends/runtime/runtime.hpp>

// Connected streams for the tests of this folder.
namespace hangar::ipc {

// For what must happen, however slow the machine is.
inline constexpr std::chrono::seconds generous{20};

// Two connected ends on the running loop, over one transport.
struct Ends {
    Connection client;
    Connection server;
};

class TestAddress {
  public:
    explicit TestAddress(Transport transport) {
        if (transport == Transport::tcp)
            address_ = TcpAddress{};
        else
            address_ = UdsAddress{testing::TempDir() + "hangar-" + Nonce::random().hex() + ".sock"};
    }
    [[nodiscard]] const Address& get() const { return address_; }

  private:
    Address address_;
};

inline runtime::Task<Ends> connect(Transport transport, StreamOptions options = {}) {
    if (transport == Transport::pair) {
        auto pair = runtime::value_or_throw(os::make_socketpair());
        Connection client(std::move(pair.first), transport, options);
        Connection server(std::move(pair.second), transport, options);
        Ends ends{std::move(client), std::move(server)};
        co_return ends;
    }
    Listener listener(TestAddress(transport).get(), options);
    auto dialling = dial(listener.address(), generous, options);
    auto client = co_await std::move(dialling);
    auto accepting = listener.accept();
    auto server = co_await std::move(accepting);
    Ends ends{std::move(client), std::move(server)};
    co_return ends;
}

// What a call throws, as its protocol error.
template <class Body>
runtime::Task<Error> error_of(Body body) {
    try {
        auto task = body();
        co_await std::move(task);
    } catch (const ChannelError& e) {
        co_return e.error();
    }
    Error none{ProtocolError::closed, "nothing was thrown"};
    co_return none;
}

}  // namespace hangar::ipc
