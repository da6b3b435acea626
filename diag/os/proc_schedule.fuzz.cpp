// SPDX-License-Identifier: Apache-2.0
// What tells whether a thread has moved, and whether its group is frozen.
#include <hangar/diag/os/cgroup_freezer.hpp>
#include <hangar/diag/os/fuzz_one_of.test.hpp>
#include <hangar/diag/os/invariant.hpp>
#include <hangar/diag/os/proc_io.hpp>
#include <hangar/diag/os/proc_schedule.hpp>

namespace hangar::os {
namespace {

void fuzz_run_count(std::string_view text) {
    const auto count = parse_run_count(text);
    if (count) require(count->on_cpu.count() >= 0 && count->queued.count() >= 0, "time passes");
}

void fuzz_last_run(std::string_view text) {
    const auto at = parse_last_run(text);
    if (at) require(at->count() >= 0, "a thread ran after the machine came up");
}

void fuzz_io_count(std::string_view text) {
    static_cast<void>(parse_io_count(text));
}

void fuzz_cgroup(std::string_view text) {
    const auto paths = parse_cgroup(text);
    require(text.find(paths.unified) != text.npos && text.find(paths.legacy) != text.npos,
            "a group's path is part of the text");
}

void fuzz_mounts(std::string_view text) {
    require(find_mount(text, "cgroup2", "").size() <= text.size(), "a mount point is in the text");
    static_cast<void>(find_mount(text, "cgroup", "freezer"));
}

constexpr ParserUnderFuzz parsers[] = {fuzz_run_count, fuzz_last_run, fuzz_io_count, fuzz_cgroup,
                                       fuzz_mounts};

}  // namespace
}  // namespace hangar::os

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    return hangar::os::fuzz_one_of(hangar::os::parsers, data, size);
}
