// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <string>

#include <hangar/backends/ipc/codec.hpp>
#include <hangar/diag/os/process.hpp>

namespace hangar::os {
HANGAR_SERIALIZE(ProcessId, pid, start_time);
}

namespace hangar::ipc {

// 128 random bits that name one actor for good. A value; any thread.
struct Uuid {
    std::array<std::byte, 16> bytes{};

    [[nodiscard]] static Uuid random();      // version 4
    [[nodiscard]] std::string text() const;  // "8f14e45f-ceea-467f-a2d1-0c3b2e1f5a77"
    friend auto operator<=>(const Uuid&, const Uuid&) = default;
};
HANGAR_SERIALIZE(Uuid, bytes);

// Who an actor is. Names may repeat, uuids don't.
struct Identity {
    std::string name;
    Uuid uuid;
    os::ProcessId process;
    std::string backend;  // the spawn backend's key; "root" is no child of anybody

    [[nodiscard]] std::string text() const;  // "worker (pid 4711, fork_worker)"
    friend bool operator==(const Identity&, const Identity&) = default;
};
HANGAR_SERIALIZE(Identity, name, uuid, process, backend);

}  // namespace hangar::ipc
