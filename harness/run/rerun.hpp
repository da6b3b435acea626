// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include <hangar/diag/os/result.hpp>
#include <hangar/harness/report/run_record.hpp>

namespace hangar::run {

// What did not pass in an earlier run: the tests that failed, those that had begun and came to no
// end, and all of a program that could not list its tests. A value; const members from any thread.
class FailedBefore {
  public:
    explicit FailedBefore(const report::RunRecord& run);
    // From the journal in that folder.
    // Errors: whatever reading it gives; ENOENT where there is none.
    [[nodiscard]] static os::Result<FailedBefore> read(const std::string& folder);

    // `path`: the program's, absolute.
    [[nodiscard]] bool contains(const std::string& path, const std::string& test) const;
    // The programs of that run, in its order.
    [[nodiscard]] const std::vector<std::string>& programs() const noexcept { return programs_; }

  private:
    std::vector<std::string> programs_;
    std::map<std::string, std::set<std::string>, std::less<>> tests_;
    std::set<std::string> unlisted_;
};

}  // namespace hangar::run
