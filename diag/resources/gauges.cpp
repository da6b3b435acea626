// SPDX-License-Identifier: Apache-2.0
#include <hangar/diag/resources/gauges.hpp>
#include <mutex>

namespace hangar::diag {
namespace {

// Of the process, as what it counts is.
struct Gauges {
    std::mutex mutex;
    std::map<std::string, std::function<std::int64_t()>> all;
};

Gauges& gauges() {
    static Gauges& instance = *new Gauges;  // a gauge may go after all statics
    return instance;
}

}  // namespace

void add_gauge(const std::string& name, std::function<std::int64_t()> read) {
    const std::scoped_lock lock(gauges().mutex);
    gauges().all[name] = std::move(read);
}

void remove_gauge(const std::string& name) {
    const std::scoped_lock lock(gauges().mutex);
    gauges().all.erase(name);
}

GaugeReadings read_gauges() {
    const std::scoped_lock lock(gauges().mutex);
    GaugeReadings readings;
    for (const auto& [name, read] : gauges().all) readings[name] = read();
    return readings;
}

}  // namespace hangar::diag
