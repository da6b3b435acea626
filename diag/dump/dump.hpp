// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/diag/snapshot/snapshot.hpp>
#include <hangar/diag/waitgraph/diagnosis.hpp>

namespace hangar::dump {

// What was read of a hung tree and what it means: all that a report shows. A value.
struct Dump {
    snapshot::Snapshot snapshot;
    waitgraph::Diagnosis diagnosis;
};

}  // namespace hangar::dump
