// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace hangar::symbols {

// The C++ name that `symbol` stands for; `symbol` itself if it is none. Any thread.
[[nodiscard]] std::string demangled(const char* symbol);

}  // namespace hangar::symbols
