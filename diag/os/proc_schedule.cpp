// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <hangar/diag/os/proc_schedule.hpp>
#include <hangar/diag/os/proc_text.hpp>

namespace hangar::os {

std::optional<RunCount> parse_run_count(std::string_view text) {
    std::uint64_t ran = 0;
    std::uint64_t queued = 0;
    RunCount count;
    if (!cut_number(text, ran) || !cut_number(text, queued) || !cut_number(text, count.times))
        return std::nullopt;
    constexpr auto most = static_cast<std::uint64_t>(INT64_MAX);
    if (ran > most || queued > most) return std::nullopt;
    count.on_cpu = std::chrono::nanoseconds(static_cast<std::int64_t>(ran));
    count.queued = std::chrono::nanoseconds(static_cast<std::int64_t>(queued));
    return count;
}

Result<RunCount> read_run_count(const ProcDir& thread) {
    const auto text = thread.read("schedstat");
    if (!text) return tl::unexpected(text.error());
    const auto count = parse_run_count(*text);
    if (!count) return error(EBADMSG, "parse", thread.path() + "/schedstat");
    return *count;
}

std::optional<std::chrono::nanoseconds> parse_last_run(std::string_view text) {
    constexpr std::string_view key = "se.exec_start";
    const std::size_t found = text.find(key);
    if (found == std::string_view::npos) return std::nullopt;
    std::string_view line = text.substr(found + key.size());
    line = cut(line, '\n');
    static_cast<void>(cut(line, ':'));
    const auto milliseconds = parse_number<std::int64_t>(trimmed(cut(line, '.')));
    if (!milliseconds || *milliseconds < 0 || *milliseconds > INT64_MAX / 1'000'000)
        return std::nullopt;
    return std::chrono::milliseconds(*milliseconds);
}

Result<std::chrono::nanoseconds> read_last_run(const ProcDir& thread) {
    const auto text = thread.read("sched");
    if (!text) return tl::unexpected(text.error());
    const auto at = parse_last_run(*text);
    if (!at) return error(EBADMSG, "parse", thread.path() + "/sched");
    return *at;
}

}  // namespace hangar::os
