// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>

#include <cerrno>
#include <string_view>

#include <hangar/diag/os/fd.hpp>
#include <hangar/harness/report/journal_codec.hpp>
#include <hangar/harness/report/journal_reader.hpp>

namespace hangar::report {
namespace {

constexpr std::size_t largest_journal = std::size_t{4} << 30U;

os::Status take_line(std::string_view line, Journal& into) {
    if (line.empty()) return {};
    auto event = decode(line);
    if (!event && event.error().code == EPROTO) return tl::unexpected(event.error());
    if (!event) {
        ++into.damaged_lines;
    } else if (*event) {
        into.events.push_back(std::move(**event));
    }
    return {};
}

}  // namespace

os::Result<Journal> parse_journal(std::string_view text) {
    Journal journal;
    while (!text.empty()) {
        const auto end = text.find('\n');
        if (auto status = take_line(text.substr(0, end), journal); !status)
            return tl::unexpected(status.error());
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return journal;
}

os::Result<Journal> read_journal(const std::string& path) {
    auto file = os::open_file(AT_FDCWD, path, O_RDONLY);
    if (!file) return tl::unexpected(file.error());
    auto text = os::read_all(file->get(), largest_journal);
    if (!text) return tl::unexpected(text.error());
    return parse_journal(*text);
}

}  // namespace hangar::report
