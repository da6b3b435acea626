// SPDX-License-Identifier: Apache-2.0
#include <hangar/harness/events/wall_clock.hpp>

namespace hangar::events {
namespace {

struct Beginning {
    WallTime wall = WallTime::clock::now();
    std::chrono::steady_clock::time_point steady = std::chrono::steady_clock::now();
};

}  // namespace

WallTime wall_now() {
    static const Beginning beginning;
    const auto passed = std::chrono::steady_clock::now() - beginning.steady;
    return beginning.wall + std::chrono::duration_cast<WallTime::duration>(passed);
}

}  // namespace hangar::events
