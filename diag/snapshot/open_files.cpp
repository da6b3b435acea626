// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <hangar/diag/os/fd_state.hpp>
#include <hangar/diag/snapshot/open_files.hpp>

namespace hangar::snapshot {

// Whoever had it may have ended or closed it since: then the next one is asked. Empty: nobody that
// is known has it, or `place` is none.
std::optional<std::strong_ordering> OpenFiles::compare(const Place& place, File& file) {
    while (!file.places.empty()) {
        const Place& known = file.places.back();
        const auto order = os::order_open_files(place.pid, place.number, known.pid, known.number);
        if (order) return *order;
        if (!os::order_open_files(place.pid, place.number, place.pid, place.number)) break;
        file.places.pop_back();
    }
    return std::nullopt;
}

std::optional<OpenFiles::Files::iterator> OpenFiles::place_in_order(const Place& place) {
    auto first = files_.begin();
    auto last = files_.end();
    while (first != last) {
        const auto middle = first + (last - first) / 2;
        const auto order = compare(place, *middle);
        if (!order && !middle->places.empty()) return std::nullopt;
        if (!order) {
            files_.erase(middle);
            return place_in_order(place);
        }
        if (*order > 0)
            first = middle + 1;
        else
            last = middle;
    }
    return first;
}

bool OpenFiles::is_open_at(const Place& place, File& file) {
    const auto order = compare(place, file);
    return order && *order == 0;
}

std::uint64_t OpenFiles::add(pid_t pid, int number, std::uint64_t id) {
    const Place place{pid, number};
    if (!os::order_open_files(pid, number, pid, number)) return 0;
    const auto at = place_in_order(place);
    if (!at) return 0;
    last_ = std::max(last_, id);
    if (*at == files_.end() || !is_open_at(place, **at)) {
        files_.insert(*at, File{id, {place}});
        return id;
    }
    if (std::ranges::count((*at)->places, place) == 0) (*at)->places.push_back(place);
    return (*at)->id;
}

std::uint64_t OpenFiles::find(pid_t pid, int number) {
    const Place place{pid, number};
    const auto at = place_in_order(place);
    const bool known = at && *at != files_.end() && is_open_at(place, **at);
    return known ? (*at)->id : 0;
}

}  // namespace hangar::snapshot
