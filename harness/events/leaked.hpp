// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <hangar/harness/events/event.hpp>

namespace hangar::events {

// For people: "4711 sleep 100, listening on 127.0.0.1:8080"; of a file its path.
[[nodiscard]] std::string text(const LeakedProcess& left);
// The same without the number.
[[nodiscard]] std::string what_is_left(const LeakedProcess& left);

}  // namespace hangar::events
