// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include <hangar/diag/os/result.hpp>

namespace hangar::unwind {

// What lay on a thread's stack, from its stack pointer upwards: read in few large pieces, so that
// the time in which it could change is short. Not synchronised.
class StackCopy {
  public:
    // Reads the first piece; `end` is the end of the mapping that the stack is in, exclusive.
    // Errors: read_memory's.
    [[nodiscard]] static os::Result<StackCopy> take(pid_t pid, std::uint64_t sp, std::uint64_t end);
    // A finished one, which never reads more.
    StackCopy(std::uint64_t base, std::vector<std::byte> bytes) noexcept;

    // From now on it is what it is: the thread runs on.
    void finish() noexcept;

    // The 8 bytes at `address`, of any alignment. Reads further pieces as they are asked for.
    [[nodiscard]] bool read_word(std::uint64_t address, std::uint64_t& into);
    // Whether `address` is on this stack, read or not.
    [[nodiscard]] bool covers(std::uint64_t address) const noexcept {
        return address >= base_ && address < end_;
    }
    [[nodiscard]] std::uint64_t base() const noexcept { return base_; }
    [[nodiscard]] std::uint64_t end() const noexcept { return end_; }

  private:
    StackCopy() = default;
    [[nodiscard]] os::Status extend(std::size_t size);

    pid_t pid_ = 0;  // 0: finished
    std::uint64_t base_ = 0;
    std::uint64_t end_ = 0;
    std::vector<std::byte> bytes_;
};

}  // namespace hangar::unwind
