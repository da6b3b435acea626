// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <utility>

#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// A file's first bytes, mapped for reading and writing, seen by all who map it. Move-only.
class SharedMemory {
  public:
    // Errors: ENOMEM; EINVAL for a file that is shorter (touching the rest would be fatal).
    [[nodiscard]] static Result<SharedMemory> map(int fd, std::size_t size);
    SharedMemory(SharedMemory&& other) noexcept
        : address_(std::exchange(other.address_, nullptr)), size_(other.size_) {}
    SharedMemory& operator=(SharedMemory&&) = delete;
    ~SharedMemory();

    [[nodiscard]] void* data() const noexcept { return address_; }

  private:
    SharedMemory(void* address, std::size_t size) noexcept : address_(address), size_(size) {}

    void* address_;
    std::size_t size_;
};

// A memory file of `size` zeros, to be mapped and handed on. Errors: ENOMEM, EMFILE.
[[nodiscard]] Result<Fd> make_shared_file(const char* name, std::size_t size);

}  // namespace hangar::os
