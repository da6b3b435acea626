// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <hangar/diag/os/proc_text.hpp>
#include <hangar/harness/report/github.hpp>

namespace hangar::report {
namespace {

struct Place {
    std::string file;
    int line = 0;
};

// "a/b.cpp:12" at the beginning of a failed assertion.
std::optional<Place> place_in(std::string_view failure) {
    const auto first = os::cut(failure, '\n');
    const auto colon = first.rfind(':');
    if (colon == std::string_view::npos || colon == 0) return std::nullopt;
    const auto line = os::parse_number<int>(first.substr(colon + 1));
    if (!line) return std::nullopt;
    return Place{std::string(first.substr(0, colon)), *line};
}

Place place_of(const TestRecord& test) {
    const auto& failures = test.last()->failures;
    if (!failures.empty())
        if (auto place = place_in(failures.front())) return *std::move(place);
    return {test.info.file, test.info.line};
}

// What would end the command or one of its properties.
std::string escaped(std::string_view text, std::string_view special) {
    std::string result;
    for (const char c : text) {
        if (special.find(c) == std::string_view::npos)
            result += c;
        else
            result += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return result;
}

std::string property(std::string_view text) {
    return escaped(text, "%\r\n:,");
}

std::string message_of(const events::TestFinished& end) {
    std::string text(events::text(end.outcome));
    if (end.summary) text += ": " + *end.summary;
    for (const auto& failure : end.failures) text += '\n' + failure;
    return escaped(text, "%\r\n");
}

}  // namespace

void GithubAnnotations::on(const events::Stamped& happened) {
    record_.on(happened);
    if (!std::holds_alternative<events::RunFinished>(happened.event)) return;
    for (const auto& program : record_.programs())
        for (const auto& test : program.tests)
            if (test.last() && events::verdict(*test.last()) == events::Verdict::failed)
                annotate(program, test);
}

void GithubAnnotations::annotate(const ProgramRecord& program, const TestRecord& test) {
    const Place place = place_of(test);
    std::string where;
    if (!place.file.empty())
        where = fmt::format("file={},line={},", property(in_workspace(place.file)), place.line);
    write_(fmt::format("::error {}title={}::{}\n", where,
                       property(program.binary + ' ' + test.info.name), message_of(*test.last())));
}

std::string GithubAnnotations::in_workspace(std::string path) const {
    const std::string folder = workspace_ + '/';
    if (workspace_.empty() || !path.starts_with(folder)) return path;
    return path.substr(folder.size());
}

}  // namespace hangar::report
