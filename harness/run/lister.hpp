// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <variant>

#include <hangar/backends/runtime/task.hpp>
#include <hangar/harness/run/services.hpp>
#include <hangar/harness/run/test_list.hpp>

namespace hangar::run {

// Why a program's tests are not known.
struct ListingProblem {
    enum class Kind {
        unusable,   // not there, not executable, no GoogleTest program: the user meant another
        failed,     // it hung, was killed by a signal or did not stop printing
        not_asked,  // no process or descriptor was left to ask it with
    };
    Kind kind = Kind::unusable;
    std::string summary;
};

using Listing = std::variant<TestList, ListingProblem>;

[[nodiscard]] inline const ListingProblem* problem_of(const Listing& listing) noexcept {
    return std::get_if<ListingProblem>(&listing);
}

// Asks a program for its tests: by --gtest_list_tests with a report in JSON, or, when it writes
// none, by what it prints. Bounded by the listing timeout; whatever the program left is ended.
// Only the runner's thread.
[[nodiscard]] runtime::Task<Listing> list_tests(Services& services, const std::string& path);

}  // namespace hangar::run
