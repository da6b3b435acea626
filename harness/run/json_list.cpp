// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include <hangar/harness/run/test_list.hpp>

namespace hangar::run {
namespace {

using Json = nlohmann::json;

// GoogleTest writes each byte from 0x80 on as \u00XX: what is a byte has become a character.
std::string as_bytes(std::string text) {
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const bool of_two = (lead == 0xC2 || lead == 0xC3) && i + 1 < text.size();
        if (of_two)
            bytes += static_cast<char>((lead << 6U) | (static_cast<unsigned>(text[++i]) & 0x3FU));
        else
            bytes += text[i];
    }
    return bytes;
}

class JsonList {
  public:
    // `ascii`: the document has no other characters, so that what stands for one is a byte.
    JsonList(const Json& list, bool ascii) : list_(list), ascii_(ascii) {}

    [[nodiscard]] std::vector<events::TestInfo> tests() const {
        std::vector<events::TestInfo> tests;
        for (const Json& suite : list_.at("testsuites")) {
            const auto name = text(suite.at("name"));
            for (const Json& test : suite.at("testsuite")) tests.push_back(test_of(name, test));
        }
        return tests;
    }

  private:
    [[nodiscard]] std::string text(const Json& value) const {
        auto text = value.get<std::string>();
        return ascii_ ? as_bytes(std::move(text)) : text;
    }
    [[nodiscard]] std::string text_of(const Json& from, const char* field) const {
        const auto found = from.find(field);
        return found != from.end() ? text(*found) : std::string();
    }
    [[nodiscard]] events::TestInfo test_of(const std::string& suite, const Json& from) const {
        events::TestInfo info;
        info.name = suite + '.' + text(from.at("name"));
        info.file = text_of(from, "file");
        info.line = from.value("line", 0);
        info.value_param = text_of(from, "value_param");
        info.type_param = text_of(from, "type_param");
        return info;
    }

    const Json& list_;
    bool ascii_;
};

}  // namespace

std::optional<std::vector<events::TestInfo>> parse_json_list(std::string_view text) {
    const Json list = Json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (!list.is_object()) return std::nullopt;
    const bool ascii = std::ranges::none_of(text, [](char c) { return (c & 0x80) != 0; });
    try {
        return JsonList(list, ascii).tests();
    } catch (const Json::exception&) {
        return std::nullopt;
    }
}

}  // namespace hangar::run
