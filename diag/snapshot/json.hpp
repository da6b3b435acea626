// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include <hangar/diag/os/result.hpp>
#include <hangar/diag/snapshot/snapshot.hpp>

namespace hangar::snapshot {

// A snapshot as JSON text (schema "hangar.snapshot/1") and back: complete, so that what was
// recorded can be diagnosed again. Bytes that are not UTF-8 come back as replacement characters.
// Pure; any thread. Errors: EBADMSG with what is wrong.
[[nodiscard]] std::string to_json(const Snapshot& snapshot);
[[nodiscard]] os::Result<Snapshot> from_json(std::string_view text);

}  // namespace hangar::snapshot
