// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <cmath>
#include <nlohmann/json.hpp>

#include <hangar/harness/report/journal_codec.hpp>
#include <hangar/harness/report/journal_fields.hpp>

namespace hangar::report {
namespace {

// Of a test's end: it is written for each of them.
constexpr std::size_t most_fields = 20;

double seconds(events::WallTime at) {
    using Micro = std::chrono::microseconds;
    const auto since = std::chrono::duration_cast<Micro>(at.time_since_epoch());
    return static_cast<double>(since.count()) / 1e6;
}

events::WallTime wall_time(double since_epoch) {
    constexpr double sane = 1e11;  // the year 5138: beyond it the clock's own type overflows
    if (!(std::abs(since_epoch) < sane)) return {};
    return events::WallTime(std::chrono::microseconds(std::llround(since_epoch * 1e6)));
}

std::optional<events::Stamped> from_object(const Json& object) {
    auto event = read_event(object.at("event").get<std::string>(), object);
    if (!event) return std::nullopt;
    return events::Stamped{wall_time(object.at("t").get<double>()), std::move(*event)};
}

}  // namespace

std::string encode(const events::Stamped& happened) {
    Json object(Json::value_t::object);
    object.get_ref<Json::object_t&>().reserve(most_fields);
    object["v"] = journal_version;
    object["t"] = seconds(happened.at);
    std::visit([&](const auto& event) { write_event(object, event); }, happened.event);
    return object.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

os::Result<std::optional<events::Stamped>> decode(std::string_view line) {
    const Json object = Json::parse(line, nullptr, /*allow_exceptions=*/false);
    if (!object.is_object()) return os::error(EBADMSG, "read journal line", "not an object");
    try {
        if (object.at("v").get<int>() != journal_version)
            return os::error(EPROTO, "read journal line", "version " + object.at("v").dump());
        return from_object(object);
    } catch (const Json::exception& broken) {
        return os::error(EBADMSG, "read journal line", broken.what());
    }
}

}  // namespace hangar::report
