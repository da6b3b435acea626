// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <hangar/harness/run/run.hpp>

namespace hangar::cli {

// `hangar report DIR`: junit.xml anew from DIR/events.jsonl, whatever became of the run that wrote
// it, and the closing count line. Gives the exit status: 0, 2 (no journal there) or 3.
[[nodiscard]] int rebuild_reports(const std::string& folder, const run::Host& host);

}  // namespace hangar::cli
