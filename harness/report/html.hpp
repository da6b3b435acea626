// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <hangar/diag/os/result.hpp>
#include <hangar/harness/report/run_record.hpp>

namespace hangar::report {

// A run as one page that needs nothing else, neither a network nor the run's folder: totals, the
// matrix as a grid, a list that can be filtered, a timeline, and for each test its failures, its
// output's end, the verdict and the picture of who waited for whom. Every view has an address.
//
// `folder` is the run's, whose outputs and dumps are read. Any thread.
[[nodiscard]] std::string html_document(const RunRecord& run, const std::string& folder);

// Writes it to folder/report.html: all of it, or what was there before stays.
[[nodiscard]] os::Status write_html(const RunRecord& run, const std::string& folder);

}  // namespace hangar::report
