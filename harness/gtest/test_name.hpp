// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace testing {
class TestInfo;
}

namespace hangar {

// A test as its source names it, without what instantiation puts around: "Echo", "RoundTrip" for
// Matrix/Echo.RoundTrip/exec_fd_uds. A DISABLED_ prefix is dropped as well.
struct TestName {
    std::string suite;
    std::string test;
    std::string file;  // where it stands, as __FILE__ has it
    friend bool operator==(const TestName&, const TestName&) = default;
};

[[nodiscard]] TestName source_name(const testing::TestInfo& info);
// "Matrix/Echo.RoundTrip/exec_fd_uds"
[[nodiscard]] std::string full_name(const testing::TestInfo& info);

// Every registered test, instances of one test once. Requires: GoogleTest is initialised.
[[nodiscard]] std::vector<TestName> registered_tests();

}  // namespace hangar
