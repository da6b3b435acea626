// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <streambuf>

namespace hangar {

// A stream buffer that appends to a file at once and keeps nothing: threads need no lock, a fork
// meets none that is held, and what was written before a crash is there. With `also`, the same
// goes to that buffer. Requires: the file is in append mode and, like `also`, outlives this.
class FileBuffer final : public std::streambuf {
  public:
    explicit FileBuffer(int file, std::streambuf* also = nullptr) noexcept
        : file_(file), also_(also) {}

  protected:
    int_type overflow(int_type character) override;
    std::streamsize xsputn(const char* text, std::streamsize size) override;
    int sync() override;

  private:
    int file_;
    std::streambuf* also_;
};

}  // namespace hangar
