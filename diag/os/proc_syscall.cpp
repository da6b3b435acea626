// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <hangar/diag/os/proc_syscall.hpp>
#include <hangar/diag/os/proc_text.hpp>

namespace hangar::os {
namespace {

// "0x7f00" with its prefix; empty for anything else.
bool cut_hex(std::string_view& rest, std::uint64_t& into) {
    const std::string_view word = cut_word(rest);
    if (!word.starts_with("0x")) return false;
    const auto value = parse_number<std::uint64_t>(word.substr(2), 16);
    if (value) into = *value;
    return value.has_value();
}

bool cut_arguments(std::string_view& rest, std::array<std::uint64_t, 6>& into) {
    for (std::uint64_t& argument : into) {
        if (!cut_hex(rest, argument)) return false;
    }
    return true;
}

}  // namespace

std::optional<ProcSyscall> parse_syscall(std::string_view text) {
    std::string_view rest = trimmed(text);
    ProcSyscall call;
    if (rest == "running") return call;
    if (!cut_number(rest, call.number)) return std::nullopt;
    call.state = call.number < 0 ? ProcSyscall::State::outside : ProcSyscall::State::inside;
    const bool has_arguments = call.state == ProcSyscall::State::inside;
    if (has_arguments && !cut_arguments(rest, call.arguments)) return std::nullopt;
    if (!cut_hex(rest, call.sp) || !cut_hex(rest, call.pc)) return std::nullopt;
    if (!trimmed(rest).empty()) return std::nullopt;
    // A zombie's line is "-1 0x0 0x0": it has no stack any more.
    if (call.sp == 0 && call.pc == 0) call.state = ProcSyscall::State::ended;
    return call;
}

Result<ProcSyscall> read_syscall(const ProcDir& thread) {
    const auto text = thread.read("syscall");
    if (!text) return tl::unexpected(text.error());
    const auto call = parse_syscall(*text);
    if (!call) return error(EBADMSG, "parse", thread.path() + "/syscall");
    return *call;
}

}  // namespace hangar::os
