// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <hangar/diag/os/proc_io.hpp>
#include <hangar/diag/os/proc_text.hpp>

namespace hangar::os {
namespace {

bool cut_field(std::string_view& text, std::string_view key, std::uint64_t& value) {
    std::string_view line = cut(text, '\n');
    if (cut(line, ':') != key) return false;
    const auto number = parse_number<std::uint64_t>(trimmed(line));
    if (number) value = *number;
    return number.has_value();
}

}  // namespace

std::optional<IoCount> parse_io_count(std::string_view text) {
    IoCount count;
    const bool whole = cut_field(text, "rchar", count.bytes_read) &&
                       cut_field(text, "wchar", count.bytes_written) &&
                       cut_field(text, "syscr", count.reads) &&
                       cut_field(text, "syscw", count.writes);
    return whole ? std::optional(count) : std::nullopt;
}

Result<IoCount> read_io_count(const ProcDir& thread) {
    const auto text = thread.read("io");
    if (!text) return tl::unexpected(text.error());
    const auto count = parse_io_count(*text);
    if (!count) return error(EBADMSG, "parse", thread.path() + "/io");
    return *count;
}

}  // namespace hangar::os
