// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/ipc/transport.hpp>
#include <hangar/backends/spawn/registry.hpp>
#include <hangar/harness/gtest/cell.hpp>

namespace hangar {
namespace {

MatrixKeys collect_keys() {
    MatrixKeys keys;
    for (const spawn::BackendEntry& entry : spawn::backend_registry())
        keys.backends.push_back({std::string(entry.key), std::string(entry.refusal)});
    for (const std::string_view key : ipc::transport_keys()) keys.transports.emplace_back(key);
    return keys;
}

}  // namespace

const MatrixKeys& built_in_keys() {
    static const MatrixKeys keys = collect_keys();
    return keys;
}

}  // namespace hangar
