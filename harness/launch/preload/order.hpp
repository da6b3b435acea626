// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstddef>

namespace hangar::preload {

// An order as launch::encode() writes it, taken apart where it lies. `text` outlives it.
class Order {
  public:
    // Whether it is one. `text` ends with a NUL, as each of its fields does.
    bool read(char* text, std::size_t size);

    [[nodiscard]] unsigned long long tag() const { return tag_; }
    [[nodiscard]] pid_t runner() const { return runner_; }
    [[nodiscard]] const char* filter() const { return filter_; }
    // The first "NAME=value", and the one after `variable`; null: there is none.
    [[nodiscard]] char* first_variable() const { return variables_; }
    [[nodiscard]] char* next_variable(char* variable) const;

  private:
    unsigned long long tag_ = 0;
    pid_t runner_ = 0;
    const char* filter_ = nullptr;
    char* variables_ = nullptr;
    const char* end_ = nullptr;
};

}  // namespace hangar::preload
