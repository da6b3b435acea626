// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/diag/core/core_file.hpp>
#include <hangar/diag/core/program_files.hpp>
#include <hangar/diag/tasks/memory.hpp>

namespace hangar::core {

// The memory of a process that is no more: what its core file holds, and what was mapped from files
// as these have it. Requires: both outlive it. Not synchronised.
class CoreMemory final : public tasks::Memory {
  public:
    CoreMemory(const CoreFile& core, ProgramFiles& files) noexcept : core_(core), files_(files) {}

    [[nodiscard]] bool read(std::uint64_t address, std::span<std::byte> into) override;
    // As much as is there from `address` on. Errors: EFAULT for nothing.
    [[nodiscard]] os::Result<std::size_t> read_some(std::uint64_t address,
                                                    std::span<std::byte> into);

  private:
    [[nodiscard]] os::Result<std::size_t> read_from_file(std::uint64_t address,
                                                         std::span<std::byte> into);
    [[nodiscard]] os::Result<std::size_t> read_piece(std::uint64_t address,
                                                     std::span<std::byte> into);

    const CoreFile& core_;
    ProgramFiles& files_;
};

}  // namespace hangar::core
