// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/harness/gtest/launch_fitness.hpp>
#include <hangar/harness/gtest/selection.hpp>

namespace hangar {

// What HANGAR_MAIN does: our flags, GoogleTest's, the markers checked, every test run. A process
// that was executed to be an actor lives as one instead.
// Returns the exit status: 0 all passed, 1 some test did not, 2 usage.
// Requires: called once, from main, before any other thread.
[[nodiscard]] int run_tests(int argc, char** argv, MainKind main = MainKind::own);

// The cells chosen for this run, by flags or by default. What INSTANTIATE_BACKEND_MATRIX makes
// instances of. Requires: run_tests has begun.
[[nodiscard]] const Selection& current_selection();

}  // namespace hangar

// The main of a test program, and everything it takes to run with or without `hangar run`.
#define HANGAR_MAIN()                                                           \
    int main(int argc, char** argv) { /* NOLINT(misc-definitions-in-headers) */ \
        return ::hangar::run_tests(argc, argv, ::hangar::MainKind::plain);      \
    }                                                                           \
    static_assert(true, "a semicolon may follow")
