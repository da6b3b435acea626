// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include <hangar/backends/actor/options.hpp>
#include <hangar/backends/ipc/address.hpp>
#include <hangar/backends/ipc/codec.hpp>
#include <hangar/backends/ipc/proof.hpp>
#include <hangar/backends/ipc/spawn_spec.hpp>

namespace hangar::actor {

// What a child needs to find its parent and to prove itself; all else its parent tells it in the
// welcome, unless the backend tells it at birth. Handed over in memory or in a sealed memory file,
// never in the environment.
struct BootSeed {
    std::string name;
    std::string backend;
    ipc::Address parent;
    ipc::Nonce ticket;
    std::string secret;  // hexadecimal
    std::optional<ipc::SpawnSpec> spec;
};
HANGAR_SERIALIZE(BootSeed, name, backend, parent, ticket, secret, spec);

// What of the tree's options a child is told, in its spawn spec.
struct TreeSettings {
    static constexpr const char* key = "actor";
    InterruptMode interrupt_mode = InterruptMode::ipc;
    os::Duration boot_limit{};
    os::Duration acknowledge{};
    os::Duration soft{};
    os::Duration terminate{};
    os::Duration kill{};
};
HANGAR_SERIALIZE(TreeSettings, interrupt_mode, boot_limit, acknowledge, soft, terminate, kill);

}  // namespace hangar::actor
