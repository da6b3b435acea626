// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hangar::run {

// What an examination of a test's processes found: the verdict that counts. A value; any thread.
struct Finding {
    std::string cause;       // a slug of hangar.dump/1; empty: none that is proven or likely
    std::string confidence;  // "proven", "likely"
    std::string summary;     // the verdict's sentence
    bool deadlock = false;   // it proves that the test can never go on
    // Whether one of its threads did anything between two samples; empty if that was not told.
    std::optional<bool> moved{};
    friend bool operator==(const Finding&, const Finding&) = default;
};

// Whether nothing is new: that something moved once and then did not is no news.
[[nodiscard]] bool same_verdict(const Finding& one, Finding other);

// From a dump as JSON (hangar.dump/1), stacks or not. Empty for what is none.
[[nodiscard]] std::optional<Finding> parse_finding(std::string_view json);

}  // namespace hangar::run
