// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/ipc/identity.hpp>

#include <fmt/format.h>

#include <hangar/backends/ipc/proof.hpp>

namespace hangar::ipc {

Uuid Uuid::random() {
    Uuid uuid;
    uuid.bytes = Nonce::random().bytes;
    uuid.bytes[6] = (uuid.bytes[6] & std::byte{0x0f}) | std::byte{0x40};
    uuid.bytes[8] = (uuid.bytes[8] & std::byte{0x3f}) | std::byte{0x80};
    return uuid;
}

std::string Uuid::text() const {
    std::string text = to_hex(bytes);
    for (const std::size_t dash : {20, 16, 12, 8}) text.insert(dash, 1, '-');
    return text;
}

std::string Identity::text() const {
    return fmt::format("{} (pid {}, {})", name, process.pid, backend);
}

}  // namespace hangar::ipc
