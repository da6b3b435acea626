// SPDX-License-Identifier: Apache-2.0
// The parsers of /proc that have no target of their own. Whatever the
// text, they come back, and what they return keeps its promises.
#include <hangar/diag/os/fuzz_one_of.test.hpp>
#include <hangar/diag/os/invariant.hpp>
#include <hangar/diag/os/memory.hpp>
#include <hangar/diag/os/proc_cmdline.hpp>
#include <hangar/diag/os/proc_environ.hpp>
#include <hangar/diag/os/proc_fdinfo.hpp>
#include <hangar/diag/os/proc_fds.hpp>
#include <hangar/diag/os/proc_locks.hpp>
#include <hangar/diag/os/proc_stat.hpp>
#include <hangar/diag/os/proc_status.hpp>
#include <hangar/diag/os/proc_text.hpp>

namespace hangar::os {
namespace {

void fuzz_stat(std::string_view text) {
    const auto stat = parse_stat(text);
    if (stat) require(text.find(stat->comm) != text.npos, "the name is part of the text");
}

void fuzz_status(std::string_view text) {
    const auto status = parse_status(text);
    if (status) require(status->pid > 0 && status->tgid > 0, "a status names its process");
}

void fuzz_locks(std::string_view text) {
    for (const auto& lock : parse_locks(text)) require(!lock.type.empty(), "a lock has a type");
}

void fuzz_fdinfo(std::string_view text) {
    const auto info = parse_fdinfo(text);
    if (info && info->timerfd) require(info->timerfd->left.count() >= 0, "no timer is overdue");
}

void fuzz_fd_target(std::string_view text) {
    require(parse_fd_target(text).text == text, "a target keeps its text");
}

void fuzz_cmdline(std::string_view text) {
    std::size_t size = 0;
    for (const auto& argument : parse_cmdline(text)) size += argument.size() + 1;
    require(size == text.size() || size == text.size() + 1, "no byte of a command line is lost");
}

void fuzz_environ(std::string_view text) {
    static_cast<void>(find_variable(text, "HANGAR_RUN_ID"));
}

void fuzz_memory(std::string_view text) {
    static_cast<void>(parse_smaps_rollup(text));
}

void fuzz_unescaped(std::string_view text) {
    require(unescaped(text).size() <= text.size(), "an escape is longer than what it stands for");
}

constexpr ParserUnderFuzz parsers[] = {fuzz_stat,    fuzz_status,    fuzz_locks,
                                       fuzz_fdinfo,  fuzz_fd_target, fuzz_cmdline,
                                       fuzz_environ, fuzz_memory,    fuzz_unescaped};

}  // namespace
}  // namespace hangar::os

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    return hangar::os::fuzz_one_of(hangar::os::parsers, data, size);
}
