// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include <hangar/backends/actor/function.hpp>
#include <hangar/backends/actor/tree_settings.hpp>
#include <hangar/backends/ipc/address.hpp>

namespace hangar::actor {

// What a program that is executed to be a daemon is to be: the root of a tree of its own.
struct DaemonOrder {
    std::string name;
    std::string backend;
    ipc::Transport transport = ipc::Transport::uds;
    std::string secret;  // hexadecimal
    bool registry = true;
    TreeSettings settings;
    std::string log_levels;
    std::string function;  // that it runs; empty: none
    std::string module;
    std::uint64_t offset = 0;
    ipc::Bytes arguments;
};
HANGAR_SERIALIZE(DaemonOrder, name, backend, transport, secret, registry, settings, log_levels,
                 function, module, offset, arguments);

// Its first and only word: where it is reached.
struct DaemonReady {
    ipc::Address address;
};
HANGAR_SERIALIZE(DaemonReady, address);

// The variable that makes a program a daemon: it names the socket (message_socket.hpp) of its
// starter, over which the order comes and the answer goes, and which lasts as long as the daemon
// is wanted; then the descriptors of its BootOutput.
inline constexpr const char* daemon_variable = "HANGAR_DAEMON";

// First thing in main(), as run_child_role, which does this, too: lives as the daemon that it was
// executed to be, until nobody holds the other end. Its exit status is 1 if its function failed.
[[nodiscard]] std::optional<int> run_daemon_role();

}  // namespace hangar::actor
