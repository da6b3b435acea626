// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <hangar/diag/os/proc_syscall.hpp>
#include <hangar/diag/os/proc_text.hpp>

namespace hangar::os {
namespace {

// "0x7ffd1234"
bool cut_address(std::string_view& rest, std::uint64_t& into) {
    std::string_view word = cut_word(rest);
    if (!word.starts_with("0x")) return false;
    word.remove_prefix(2);
    const auto value = parse_number<std::uint64_t>(word, 16);
    if (value) into = *value;
    return value.has_value();
}

}  // namespace

std::optional<ThreadSyscall> parse_syscall(std::string_view text) {
    ThreadSyscall call;
    std::string_view rest = trimmed(text);
    if (rest == "running") {
        call.running = true;
        return call;
    }
    std::int64_t number = 0;
    if (!cut_number(rest, number)) return std::nullopt;
    if (number >= 0) {
        call.number = number;
        for (auto& argument : call.arguments)
            if (!cut_address(rest, argument)) return std::nullopt;
    }
    if (!cut_address(rest, call.stack_pointer) || !cut_address(rest, call.program_counter))
        return std::nullopt;
    return rest.empty() ? std::optional(call) : std::nullopt;
}

Result<ThreadSyscall> read_syscall(const ProcDir& thread) {
    const auto text = thread.read("syscall");
    if (!text) return tl::unexpected(text.error());
    const auto call = parse_syscall(*text);
    if (!call) return error(EBADMSG, "parse", thread.path() + "/syscall");
    return *call;
}

}  // namespace hangar::os
