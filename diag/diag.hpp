// SPDX-License-Identifier: Apache-2.0
#pragma once

// The diagnostics that any program or test can use by itself, with any test framework or none.
// docs/dump.md, docs/dump-on-hang.md and docs/fixtures.md show how.

#include <hangar/diag/hang/dump_on_hang.hpp>
#include <hangar/diag/resources/resource_deltas.hpp>
