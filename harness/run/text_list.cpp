// SPDX-License-Identifier: Apache-2.0
#include <hangar/diag/os/proc_text.hpp>
#include <hangar/harness/run/test_list.hpp>

namespace hangar::run {
namespace {

constexpr std::string_view comment = "  # ";

// "Name  # GetParam() = 3" or "Suite/0.  # TypeParam = int": the name, and the comment if any.
struct Line {
    std::string_view name;
    std::string_view note;
};

Line parts(std::string_view line) {
    const auto at = line.find(comment);
    if (at == std::string_view::npos) return {line, {}};
    return {line.substr(0, at), line.substr(at + comment.size())};
}

std::string value_after(std::string_view note, std::string_view key) {
    if (!note.starts_with(key)) return {};
    return std::string(note.substr(key.size()));
}

bool is_name(std::string_view text) {
    return !text.empty() && text.find_first_of(" \t") == std::string_view::npos;
}

// Reads one list. A name holds no blank, so that other text is not taken for one.
class Reader {
  public:
    bool take(std::string_view text) {
        if (text.starts_with("  ")) return take_test(parts(text.substr(2)));
        const Line line = parts(text);
        if (!line.name.ends_with('.') || !is_name(line.name)) return suite_.empty();
        suite_ = line.name;
        type_ = value_after(line.note, "TypeParam = ");
        return true;
    }
    std::vector<events::TestInfo> tests;

  private:
    bool take_test(Line line) {
        if (suite_.empty()) return true;
        if (!is_name(line.name)) return false;
        auto& info = tests.emplace_back();
        info.name = suite_ + std::string(line.name);
        info.value_param = value_after(line.note, "GetParam() = ");
        info.type_param = type_;
        return true;
    }

    std::string suite_;
    std::string type_;
};

}  // namespace

std::optional<std::vector<events::TestInfo>> parse_text_list(std::string_view text) {
    Reader reader;
    while (!text.empty()) {
        const std::string_view line = os::cut(text, '\n');
        if (!line.empty() && !reader.take(line)) return std::nullopt;
    }
    if (reader.tests.empty()) return std::nullopt;
    return std::move(reader.tests);
}

}  // namespace hangar::run
