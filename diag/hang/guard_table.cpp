// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <hangar/diag/hang/guard_table.hpp>

namespace hangar::hang {
namespace {

void put(std::string_view path, std::array<char, GuardSlot::longest_path>& into) {
    *std::ranges::copy(path.substr(0, into.size() - 1), into.begin()).out = '\0';
}

}  // namespace

bool GuardSlot::claim() noexcept {
    std::uint32_t expected = free;
    // Acquire: what the helper did with it last is over.
    return state.compare_exchange_strong(expected, claimed, std::memory_order_acquire);
}

void GuardSlot::arm(os::TimePoint deadline, std::string_view text, std::string_view json) noexcept {
    deadline_ns = std::chrono::nanoseconds(deadline.time_since_epoch()).count();
    put(text, path);
    put(json, json_path);
    error = 0;
    // Release: the helper sees what was filled in.
    state.store(armed, std::memory_order_release);
}

void GuardSlot::disarm() noexcept {
    std::uint32_t before = state.load(std::memory_order_relaxed);
    // Release: whoever claims it next must not have his content overtaken by ours.
    while (!state.compare_exchange_weak(before, before == dumping ? abandoned : free,
                                        std::memory_order_acq_rel)) {
    }
}

bool GuardSlot::begin_dump() noexcept {
    std::uint32_t expected = armed;
    return state.compare_exchange_strong(expected, dumping, std::memory_order_acq_rel);
}

void GuardSlot::end_dump(int error_code) noexcept {
    error = error_code;
    std::uint32_t expected = dumping;
    // Release: the process sees the error. A guard that has gone left the slot to us.
    if (!state.compare_exchange_strong(expected, error_code == 0 ? written : failed,
                                       std::memory_order_acq_rel))
        state.store(free, std::memory_order_release);
}

bool GuardSlot::is_armed() const noexcept {
    return state.load(std::memory_order_acquire) == armed;
}

os::TimePoint GuardSlot::deadline() const noexcept {
    return os::TimePoint(std::chrono::nanoseconds(deadline_ns));
}

GuardSlot* GuardTable::claim() noexcept {
    const auto found = std::ranges::find_if(slots, [](GuardSlot& slot) { return slot.claim(); });
    return found == slots.end() ? nullptr : &*found;
}

}  // namespace hangar::hang
