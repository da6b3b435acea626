// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <hangar/backends/actor/options.hpp>
#include <hangar/backends/ipc/codec.hpp>

namespace hangar::actor {

// What of the tree's options a child is told, in its spawn spec, and a daemon in its order. A
// value.
struct TreeSettings {
    static constexpr const char* key = "actor";  // among SpawnSpec::settings
    InterruptMode interrupt_mode = InterruptMode::ipc;
    os::Duration boot_limit{};
    os::Duration acknowledge{};
    os::Duration soft{};
    os::Duration terminate{};
    os::Duration kill{};
    std::string tcp_host;

    [[nodiscard]] static TreeSettings of(const TreeOptions& options);
    void apply_to(TreeOptions& options) const;
};
HANGAR_SERIALIZE(TreeSettings, interrupt_mode, boot_limit, acknowledge, soft, terminate, kill,
                 tcp_host);

}  // namespace hangar::actor
