// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <hangar/harness/report/journal_reader.hpp>

namespace hangar::report {

// Where the files of a part are, beneath the merged run's folder: "shards/1".
[[nodiscard]] std::string folder_of_part(std::size_t number);

// One run made of several (the shares of its machines): what was listed first, then what happened,
// in the order of time. The name of the run and its command are the first part's; it ends when the
// last of them did, with the counts of all and the gravest exit status (1 for a part without an
// end). Paths lead into the folders of the parts. Pure; any thread.
[[nodiscard]] std::vector<events::Stamped> merge(std::vector<Journal> parts);

}  // namespace hangar::report
