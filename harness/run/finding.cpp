// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include <hangar/harness/run/finding.hpp>

namespace hangar::run {
namespace {

using nlohmann::json;

Finding from_verdict(const json& verdict) {
    Finding finding{verdict.at("cause"), verdict.at("confidence"), verdict.at("summary")};
    return finding.confidence == "possible" ? Finding{} : finding;
}

// The verdicts are sorted: the root cause is the first.
Finding from_dump(const json& dump) {
    const json& verdicts = dump.at("verdicts");
    const json deadlock = dump.value("deadlock", json());
    if (deadlock.is_number_unsigned()) {
        Finding finding = from_verdict(verdicts.at(deadlock.get<std::size_t>()));
        finding.deadlock = true;
        return finding;
    }
    return verdicts.empty() ? Finding{} : from_verdict(verdicts.front());
}

}  // namespace

bool same_verdict(const Finding& one, Finding other) {
    other.moved = one.moved;
    return other == one;
}

std::optional<Finding> parse_finding(std::string_view text) {
    try {
        const json dump = json::parse(text);
        if (dump.at("schema") != "hangar.dump/1") return std::nullopt;
        Finding finding = from_dump(dump);
        if (const json moved = dump.value("moved", json()); moved.is_boolean())
            finding.moved = moved.get<bool>();
        return finding;
    } catch (const json::exception&) {
        return std::nullopt;
    }
}

}  // namespace hangar::run
