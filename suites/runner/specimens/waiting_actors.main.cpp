// SPDX-License-Identifier: Apache-2.0
// A test whose actors wait for ever.
#include <hangar/harness.hpp>
#include <iostream>

namespace {

hangar::Task<void> wait_for_ever() {
    std::cout << "in place" << std::endl;
    co_await hangar::sleep_forever();
}

ACTOR_TEST(Actors, WaitForEver) {
    auto nursery = co_await hangar::open_nursery();
    const auto child = co_await nursery.start_actor("child");
    co_await child.run<&wait_for_ever>();
}

}  // namespace

HANGAR_MAIN();
