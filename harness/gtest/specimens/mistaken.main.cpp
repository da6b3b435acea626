// SPDX-License-Identifier: Apache-2.0
// A program whose author mistyped a marker: it must not run at all. One program per mistake.
#include <hangar/harness.hpp>

namespace {

TEST(Echo, RoundTrip) {
    std::printf("this must not run\n");
}

HANGAR_MISTAKE;

}  // namespace

HANGAR_MAIN();
