// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace hangar::run {

using Variables = std::map<std::string, std::string, std::less<>>;

// The environment as it is, the last one of a name.
[[nodiscard]] Variables variables_of(const char* const* environment);

// What programs under test are given: the runner's own environment, without what GoogleTest reads
// for itself and the runner decides instead (sharding, filter, output, premature-exit file), and
// with what all tests of the run share. A value; const members from any thread.
class ChildEnvironment {
  public:
    ChildEnvironment(Variables own, const Variables& shared);

    // A block for exec: valid as long as this and `more` live.
    class Block {
      public:
        Block(const ChildEnvironment& base, std::vector<std::string> more);
        [[nodiscard]] char* const* data() const noexcept { return pointers_.data(); }

      private:
        std::vector<std::string> more_;
        std::vector<char*> pointers_;
    };
    [[nodiscard]] bool has(std::string_view name) const noexcept;
    // `more` are "NAME=value", of names that are not in it yet.
    [[nodiscard]] Block with(std::vector<std::string> more) const {
        return {*this, std::move(more)};
    }

  private:
    std::vector<std::string> entries_;
};

}  // namespace hangar::run
