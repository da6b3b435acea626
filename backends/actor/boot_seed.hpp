// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

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

}  // namespace hangar::actor
