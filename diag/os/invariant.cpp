// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <hangar/diag/os/invariant.hpp>

namespace hangar::os {
namespace {

// A fixed buffer, since the heap may be what is broken (or locked by whoever we interrupted).
class Line {
  public:
    void add(const char* text) noexcept {
        const std::size_t room = bytes_.size() - size_;
        const std::size_t length = std::min(std::strlen(text), room);
        std::memcpy(bytes_.data() + size_, text, length);
        size_ += length;
    }
    void add(unsigned number) noexcept {
        std::array<char, 11> digits{};
        auto* at = digits.data() + digits.size() - 1;
        do *--at = static_cast<char>('0' + number % 10);
        while ((number /= 10) != 0);
        add(at);
    }
    void print() const noexcept {
        [[maybe_unused]] const auto ignored = ::write(STDERR_FILENO, bytes_.data(), size_);
    }

  private:
    std::array<char, 1024> bytes_{};
    std::size_t size_ = 0;
};

}  // namespace

void broken_invariant(const char* what, std::source_location where) noexcept {
    Line line;
    line.add("hangar: broken invariant: ");
    line.add(what);
    line.add(" (");
    line.add(where.file_name());
    line.add(":");
    line.add(static_cast<unsigned>(where.line()));
    line.add(", ");
    line.add(where.function_name());
    line.add(")\n");
    line.print();
    std::abort();
}

}  // namespace hangar::os
