// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

namespace hangar::diag {

// What only the program itself can count: its actors, its tasks. Whoever has such a number adds it,
// and it stands among the resources; below, nobody knows what it is.
using GaugeReadings = std::map<std::string, std::int64_t>;

// `read` is called from any thread that counts resources; it must be quick and must not throw.
// A gauge of the same name is replaced. Any thread.
void add_gauge(const std::string& name, std::function<std::int64_t()> read);
void remove_gauge(const std::string& name);
[[nodiscard]] GaugeReadings read_gauges();

}  // namespace hangar::diag
