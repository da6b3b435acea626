// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

#include <hangar/harness/gtest/marker_table.hpp>

// What a suite's author says about its tests, at namespace scope in the file of the tests:
//
//   HANGAR_SKIP_ON(Echo, RoundTrip, "thread", "needs its own process");
//   HANGAR_XFAIL_SUITE(Echo, "fork_worker,tcp", "known gap");
//   HANGAR_TIMEOUT(Echo, RoundTrip, 5s);
//
// `keys` is a list of backends, capture modes, transports, whole cells (fork_worker_tee_sys_uds)
// or "all": it applies where one of them does. A plain test runs in the first cell chosen.
// The first marker that applies decides: those on the test, then on its suite, then on its file,
// each in the order in which they stand. A key, suite or test that does not exist is a usage
// error when the program starts: exit status 2.

// The test does not run.
#define HANGAR_SKIP_ON(Suite, Test, keys, reason) \
    HANGAR_MARKER_(skip, "HANGAR_SKIP_ON", #Suite, #Test, keys, reason)
#define HANGAR_SKIP_SUITE_ON(Suite, keys, reason) \
    HANGAR_MARKER_(skip, "HANGAR_SKIP_SUITE_ON", #Suite, "", keys, reason)
#define HANGAR_SKIP_FILE_ON(keys, reason) \
    HANGAR_MARKER_(skip, "HANGAR_SKIP_FILE_ON", "", "", keys, reason)

// The test must fail. If it does, the program passes; if it passes unexpectedly, it fails.
#define HANGAR_XFAIL(Suite, Test, keys, reason) \
    HANGAR_MARKER_(xfail, "HANGAR_XFAIL", #Suite, #Test, keys, reason)
#define HANGAR_XFAIL_SUITE(Suite, keys, reason) \
    HANGAR_MARKER_(xfail, "HANGAR_XFAIL_SUITE", #Suite, "", keys, reason)
#define HANGAR_XFAIL_FILE(keys, reason) \
    HANGAR_MARKER_(xfail, "HANGAR_XFAIL_FILE", "", "", keys, reason)

// The test must end within a std::chrono duration: a coroutine body is cancelled then, and a test
// that still runs ends the program with status 1. The more specific one wins.
#define HANGAR_TIMEOUT(Suite, Test, limit) HANGAR_TIMEOUT_("HANGAR_TIMEOUT", #Suite, #Test, limit)
#define HANGAR_TIMEOUT_SUITE(Suite, limit) \
    HANGAR_TIMEOUT_("HANGAR_TIMEOUT_SUITE", #Suite, "", limit)

#define HANGAR_MARKER_(kind, macro, suite, test, keys, reason)                            \
    [[maybe_unused]] static const bool HANGAR_UNIQUE_ = ::hangar::declared_markers().add( \
        ::hangar::Marker{::hangar::MarkerKind::kind,                                      \
                         {macro, suite, test, __FILE__, __LINE__},                        \
                         ::hangar::split_list(keys),                                      \
                         reason})
#define HANGAR_TIMEOUT_(macro, suite, test, limit)                                        \
    [[maybe_unused]] static const bool HANGAR_UNIQUE_ = ::hangar::declared_markers().add( \
        ::hangar::TimeoutMarker{{macro, suite, test, __FILE__, __LINE__}, limit})
#define HANGAR_UNIQUE_ HANGAR_JOIN_(hangar_marker_, __COUNTER__)
#define HANGAR_JOIN_(a, b) HANGAR_JOIN_NOW_(a, b)
#define HANGAR_JOIN_NOW_(a, b) a##b
