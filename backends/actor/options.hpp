// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <hangar/backends/ipc/address.hpp>
#include <hangar/backends/ipc/transport.hpp>
#include <hangar/diag/os/deadline.hpp>

namespace hangar::actor {

// What SIGINT does to a child in a process of its own. Closed.
enum class InterruptMode {
    ipc,      // nothing: its parent, which got it as well, cancels it over the channel
    runtime,  // it cancels the child's own tree: for one that may be orphaned
};
constexpr InterruptMode last_enumerator(InterruptMode) {
    return InterruptMode::runtime;
}

// How long each rung of the kill ladder is waited on. Every one is bounded.
struct LadderTimes {
    os::Duration acknowledge = std::chrono::milliseconds(500);  // of the cancel request
    os::Duration soft = std::chrono::seconds(3);                // once it has acknowledged
    os::Duration terminate = std::chrono::milliseconds(1600);   // after SIGTERM
    os::Duration kill = std::chrono::seconds(2);                // after SIGKILL of the subtree
};

// What a whole actor tree has in common.
struct TreeOptions {
    std::string backend = "exec";  // a key of the registry
    ipc::Transport transport = ipc::Transport::uds;
    // Where actors accept over tcp: a numeric address of this machine. Loopback unless told
    // otherwise.
    std::string tcp_host = "127.0.0.1";
    os::Duration boot_limit = std::chrono::seconds(20);
    InterruptMode interrupt_mode = InterruptMode::ipc;
    LadderTimes ladder;
    // Whether actors can be found by name (registrar.hpp). The root keeps the registry, unless one
    // is named that somebody else keeps; both know the run's secret then.
    bool registry = false;
    std::vector<ipc::Address> registrars;
    std::string secret;  // hexadecimal; empty: a fresh one
};

// Where one child is to live. No aggregate, for it is a default argument of what is awaited: g++ 12
// destroys such ones twice.
struct ActorOptions {
    ActorOptions() = default;
    explicit ActorOptions(std::string key) : backend(std::move(key)) {}

    std::string backend;  // empty: the tree's
    // With `hosted`: actors that name a host share it; empty: wherever there is room.
    std::string host;
    // How long it may take to end once it has acknowledged that it was asked to; empty: what the
    // tree's ladder says.
    std::optional<os::Duration> shutdown;
    // Of the channels to its own children; empty: the tree's.
    std::optional<ipc::Transport> transport;
};

}  // namespace hangar::actor
