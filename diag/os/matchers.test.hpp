// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gmock/gmock.h>

#include <hangar/diag/os/result.hpp>
#include <hangar/diag/os/wait_status.hpp>
#include <ostream>

namespace hangar::os {

// For tests: EXPECT_THAT(make_pipe(), Succeeds()), EXPECT_THAT(identify(0), FailsWith(ESRCH)).

MATCHER(Succeeds, "") {
    if (!arg) *result_listener << "which is the error: " << arg.error().message();
    return arg.has_value();
}

MATCHER_P(FailsWith, code, "fails with " + errno_name(code)) {
    if (!arg) *result_listener << "which is the error: " << arg.error().message();
    return !arg && arg.error().code == code;
}

inline void PrintTo(const WaitStatus& status, std::ostream* stream) {
    *stream << status.describe();
}

}  // namespace hangar::os
