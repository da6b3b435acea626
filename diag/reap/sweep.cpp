// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <hangar/diag/reap/sweep.hpp>
#include <iterator>

namespace hangar::reap {

std::size_t Sweep::count(Swept outcome) const {
    return static_cast<std::size_t>(std::ranges::count(objects, outcome, &SweptObject::outcome));
}

void Sweep::add(Sweep&& other) {
    std::ranges::move(other.objects, std::back_inserter(objects));
    std::ranges::move(other.errors, std::back_inserter(errors));
}

}  // namespace hangar::reap
