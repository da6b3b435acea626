// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <hangar/backends/ipc/address.hpp>

namespace hangar::ipc {

// Who listens at an address that is in use: "pid 4711 (python3 server.py)"; several, with "and".
// Empty if nobody can be found: another user's, or gone meanwhile. Reads /proc for as long as that
// takes, half a second at most: for an error's text. Throws nothing but bad_alloc.
[[nodiscard]] std::string holder_of(const Address& address);

}  // namespace hangar::ipc
