// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <hangar/diag/os/proc_stat.hpp>
#include <hangar/diag/os/proc_text.hpp>

namespace hangar::os {
namespace {

// Passes over `count` fields.
void skip(std::string_view& rest, int count) {
    while (count-- > 0) static_cast<void>(cut_word(rest));
}

// Fields 4 to 8 and on to 24, numbered as in proc(5).
bool parse_before_memory(std::string_view& rest, ProcStat& stat) {
    if (!cut_number(rest, stat.ppid) || !cut_number(rest, stat.pgrp) ||
        !cut_number(rest, stat.session) || !cut_number(rest, stat.tty_nr) ||
        !cut_number(rest, stat.tpgid))
        return false;
    skip(rest, 5);  // 9 flags, 10-13 page faults
    if (!cut_number(rest, stat.utime) || !cut_number(rest, stat.stime)) return false;
    skip(rest, 4);  // 16-17 its children's times, 18 priority, 19 nice
    if (!cut_number(rest, stat.num_threads)) return false;
    skip(rest, 1);  // 21 itrealvalue
    return cut_number(rest, stat.start_time) && cut_number(rest, stat.vsize) &&
           cut_number(rest, stat.rss);
}

bool parse_after_memory(std::string_view& rest, ProcStat& stat) {
    skip(rest, 13);  // 25-37: limits, addresses, old signal masks, swap
    if (!cut_number(rest, stat.exit_signal) || !cut_number(rest, stat.processor)) return false;
    skip(rest, 12);  // 40-51: scheduling, guest times, addresses
    return cut_number(rest, stat.exit_code);
}

}  // namespace

std::optional<ProcStat> parse_stat(std::string_view text) {
    // The name may hold anything, but nothing behind it holds a parenthesis: so the last one ends
    // it.
    const std::size_t open = text.find('(');
    const std::size_t close = text.rfind(')');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open)
        return std::nullopt;
    ProcStat stat;
    const auto pid = parse_number<pid_t>(trimmed(text.substr(0, open)));
    std::string_view rest = text.substr(close + 1);
    const std::string_view state = cut_word(rest);
    if (!pid || state.size() != 1) return std::nullopt;
    stat.pid = *pid;
    stat.comm = text.substr(open + 1, close - open - 1);
    stat.state = state.front();
    if (!parse_before_memory(rest, stat) || !parse_after_memory(rest, stat)) return std::nullopt;
    return stat;
}

Result<ProcStat> read_stat(const ProcDir& dir) {
    const auto text = dir.read("stat");
    if (!text) return tl::unexpected(text.error());
    auto stat = parse_stat(*text);
    if (!stat) return error(EBADMSG, "parse", dir.path() + "/stat");
    return std::move(*stat);
}

}  // namespace hangar::os
