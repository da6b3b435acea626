// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include <hangar/backends/ipc/address.hpp>
#include <hangar/backends/ipc/codec.hpp>

namespace hangar::ipc {

// What a parent tells its new child, in its welcome.
struct SpawnSpec {
    std::string actor_name;
    std::string run_id;
    std::string log_levels;  // "[sub:]level,..."
    Transport transport = Transport::uds;
    std::vector<Address> parent;  // where the parent accepts; empty when it does not
    std::vector<Address> registrars;
    std::map<std::string, std::string> runtime_vars;
    std::map<std::string, Bytes> settings;  // each encoded by the module that it is for
    friend bool operator==(const SpawnSpec&, const SpawnSpec&) = default;
};
HANGAR_SERIALIZE(SpawnSpec, actor_name, run_id, log_levels, transport, parent, registrars,
                 runtime_vars, settings);

}  // namespace hangar::ipc
