// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <hangar/harness/report/run_record.hpp>

namespace hangar::report {

// What the page shows, as a JSON object that may stand in a <script> element: the run, its programs
// with their tests, and of tests that did not pass the end of the output, the text of the dump and
// its picture, as far as they can be read from `folder`, the run's. Any thread.
[[nodiscard]] std::string page_data(const RunRecord& run, const std::string& folder);

}  // namespace hangar::report
