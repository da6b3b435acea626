// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace hangar::symbols {

// Where an address is in the source. A value; any thread. What is not known is empty or 0.
struct Location {
    std::string function;  // demangled
    std::string file;      // as the compiler wrote it, made absolute
    unsigned line = 0;
    unsigned column = 0;
    bool inlined = false;  // into the location after it
    friend bool operator==(const Location&, const Location&) = default;
};

// Of one address: innermost first, the function that really was called last.
using Locations = std::vector<Location>;

}  // namespace hangar::symbols
