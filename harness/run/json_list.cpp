// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include <hangar/harness/run/test_list.hpp>

namespace hangar::run {
namespace {

using Json = nlohmann::json;

std::string text_of(const Json& from, const char* field) {
    const auto found = from.find(field);
    return found != from.end() ? found->get<std::string>() : std::string();
}

events::TestInfo test_of(const std::string& suite, const Json& from) {
    events::TestInfo info;
    info.name = suite + '.' + from.at("name").get<std::string>();
    info.file = text_of(from, "file");
    info.line = from.value("line", 0);
    info.value_param = text_of(from, "value_param");
    info.type_param = text_of(from, "type_param");
    return info;
}

std::vector<events::TestInfo> tests_of(const Json& list) {
    std::vector<events::TestInfo> tests;
    for (const Json& suite : list.at("testsuites")) {
        const auto name = suite.at("name").get<std::string>();
        for (const Json& test : suite.at("testsuite")) tests.push_back(test_of(name, test));
    }
    return tests;
}

}  // namespace

std::optional<std::vector<events::TestInfo>> parse_json_list(std::string_view text) {
    const Json list = Json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (!list.is_object()) return std::nullopt;
    try {
        return tests_of(list);
    } catch (const Json::exception&) {
        return std::nullopt;
    }
}

}  // namespace hangar::run
