// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include <hangar/backends/ipc/channel.hpp>
#include <hangar/backends/ipc/connection.hpp>
#include <hangar/backends/ipc/handshake.hpp>
#include <hangar/backends/runtime/task.hpp>

// From a Connection to a Channel: the handshake (handshake.hpp), with the kernel's word on who the
// peer is, and with a limit in time. Whatever goes wrong is a ChannelError and closes that
// connection, nothing else.
namespace hangar::ipc {

// What a client gets.
struct Joined {
    Joined(Channel c, std::optional<SpawnSpec> s) : channel(std::move(c)), spec(std::move(s)) {}
    Channel channel;
    std::optional<SpawnSpec> spec;  // for a child: what it is to be
};

// The client's side. `ticket`: what its spawn was given, nothing for anybody but a child.
[[nodiscard]] runtime::Task<Joined> join(Connection connection, Secret secret, Identity self,
                                         std::optional<Nonce> ticket, os::Duration limit);

// A client that has proved itself and waits to be welcomed. Move-only.
class Guest {
  public:
    Guest(Connection connection, ServerHandshake handshake)
        : connection_(std::move(connection)), handshake_(std::move(handshake)) {}

    [[nodiscard]] const Identity& identity() const noexcept { return handshake_.peer(); }
    // Which spawn it is; nothing for anybody but a child.
    [[nodiscard]] const std::optional<Nonce>& ticket() const noexcept {
        return handshake_.ticket();
    }
    // Tells a child what it is to be. Once.
    [[nodiscard]] Channel welcome(const std::optional<SpawnSpec>& spec = std::nullopt);
    // Or says no. Once.
    void refuse(const Error& why);

  private:
    Connection connection_;
    ServerHandshake handshake_;
};

// The server's side, up to the welcome. `tickets` is borrowed by the guest, too.
[[nodiscard]] runtime::Task<Guest> admit(Connection connection, Secret secret, Identity self,
                                         TicketBook& tickets, os::Duration limit);

}  // namespace hangar::ipc
