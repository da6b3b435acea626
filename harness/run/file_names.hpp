// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace hangar::run {

// Gives things names that are file names, each another one: `/` becomes `.`, what a path or a
// terminal could misread `_`, a name that is too long is cut, one that is taken gets "~2", "~3".
// The same names in the same order give the same file names. Not synchronised.
class FileNames {
  public:
    [[nodiscard]] std::string unique(std::string_view name);

  private:
    std::set<std::string> taken_;
};

}  // namespace hangar::run
