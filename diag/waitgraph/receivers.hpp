// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/diag/waitgraph/need.hpp>
#include <hangar/diag/waitgraph/picture.hpp>

namespace hangar::waitgraph {

// Adds whoever may have what is waited on in a message that it has not received, with a doubt that
// says so. Nothing where there is no such message.
void add_receivers(const Picture& picture, const char* why, Need& need, Clause& clause);

}  // namespace hangar::waitgraph
