// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace hangar::ipc {

// How two actors are connected. Closed.
enum class Transport {
    pair,  // a socket pair, one end inherited by the child
    uds,   // a unix domain socket in the file system
    tcp,   // loopback unless told otherwise
};
constexpr Transport last_enumerator(Transport) {
    return Transport::tcp;
}

// The valid keys, in the order of the enumeration: every list of them comes from here.
[[nodiscard]] std::span<const std::string_view> transport_keys() noexcept;
[[nodiscard]] std::string_view transport_key(Transport transport) noexcept;  // "uds"
[[nodiscard]] std::optional<Transport> parse_transport(std::string_view key) noexcept;

}  // namespace hangar::ipc
