// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <hangar/diag/os/proc_text.hpp>
#include <hangar/diag/os/random.hpp>
#include <hangar/diag/reap/run_id.hpp>

namespace hangar::reap {
namespace {

// A tag, from its highest bit: 1, the runner's pid (22 bits, the kernel's most), its start time's
// lowest 15 bits, and the number of the process in its run (24 bits).
constexpr unsigned number_bits = 24;
constexpr unsigned start_bits = 15;
constexpr unsigned pid_bits = 22;
constexpr unsigned marker_bit = number_bits + start_bits + pid_bits;

constexpr std::uint64_t low(unsigned bits) {
    return (std::uint64_t{1} << bits) - 1;
}

std::uint64_t start_part(std::uint64_t start_time) {
    return start_time & low(start_bits);
}

}  // namespace

os::Result<RunId> RunId::make() {
    std::array<std::byte, sizeof salt> random{};
    if (auto filled = os::fill_random(random); !filled) return tl::unexpected(filled.error());
    RunId id{os::this_process(), 0};
    for (const std::byte byte : random) id.salt = (id.salt << 8U) | std::to_integer<unsigned>(byte);
    return id;
}

std::optional<RunId> RunId::parse(std::string_view text) {
    const auto pid = os::parse_number<pid_t>(os::cut(text, '-'), 16);
    const auto start = os::parse_number<std::uint64_t>(os::cut(text, '-'), 16);
    const auto salt = os::parse_number<std::uint32_t>(text, 16);
    if (!pid || !start || !salt || *pid <= 0 || text.size() != 8) return std::nullopt;
    return RunId{{*pid, *start}, *salt};
}

std::string RunId::text() const {
    return fmt::format("{:x}-{:x}-{:08x}", runner.pid, runner.start_time, salt);
}

os::ProcessTag RunId::first_tag() const noexcept {
    const auto pid = static_cast<std::uint64_t>(runner.pid) & low(pid_bits);
    return (os::ProcessTag{1} << marker_bit) | (pid << (number_bits + start_bits)) |
           (start_part(runner.start_time) << number_bits);
}

bool RunId::owns(os::ProcessTag tag) const noexcept {
    return tag >= first_tag() && tag - first_tag() < tags_of_a_run;
}

bool RunId::is_over() const {
    return !os::is_running(runner);
}

std::optional<bool> tagged_run_is_over(os::ProcessTag tag) {
    if ((tag >> marker_bit) != 1) return std::nullopt;
    const auto pid = static_cast<pid_t>((tag >> (number_bits + start_bits)) & low(pid_bits));
    const auto now = os::identify(pid);
    if (!now) return now.error().code == ESRCH;
    const bool same = start_part(now->start_time) == ((tag >> number_bits) & low(start_bits));
    return !same || !os::is_running(*now);
}

}  // namespace hangar::reap
