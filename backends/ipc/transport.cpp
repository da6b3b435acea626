// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/ipc/transport.hpp>

#include <algorithm>
#include <array>

namespace hangar::ipc {
namespace {

constexpr std::array<std::string_view, 3> keys{"pair", "uds", "tcp"};
static_assert(keys.size() == static_cast<std::size_t>(last_enumerator(Transport{})) + 1);

}  // namespace

std::span<const std::string_view> transport_keys() noexcept {
    return keys;
}

std::string_view transport_key(Transport transport) noexcept {
    return keys[static_cast<std::size_t>(transport)];
}

std::optional<Transport> parse_transport(std::string_view key) noexcept {
    const auto* const found = std::ranges::find(keys, key);
    if (found == keys.end()) return std::nullopt;
    return static_cast<Transport>(found - keys.begin());
}

}  // namespace hangar::ipc
