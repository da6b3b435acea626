// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <hangar/diag/os/fd.hpp>

namespace hangar::run {

// How much of a test's output is kept: all of it up to this,
constexpr std::uint64_t most_output = std::uint64_t{16} << 20U;
// of more the first half and the last; between them a line says how much is left out.
constexpr std::uint64_t output_head = most_output / 2;
constexpr std::uint64_t output_tail = most_output - output_head;

// A test's output on disk: a part of what its process has written, which is in memory. The file
// grows while the test runs, up to the head; the tail follows when the test has ended.
// Move-only; only the runner's thread.
class KeptOutput {
  public:
    // `begin`: where the part begins in what the process writes. Requires: `file` is empty.
    KeptOutput(os::Fd file, std::uint64_t begin) noexcept
        : file_(std::move(file)), begin_(begin), copied_(begin) {}

    // The head, as far as it has been written. Errors: a full disk; what fits is kept.
    [[nodiscard]] os::Status follow(int source, std::uint64_t written);
    // The rest of a part that ends there. Errors: as above.
    [[nodiscard]] os::Status finish(int source, std::uint64_t end);

  private:
    [[nodiscard]] os::Status copy(int source, std::uint64_t begin, std::uint64_t end);

    os::Fd file_;
    std::uint64_t begin_;
    std::uint64_t copied_;  // up to there
};

// Gives memory of the source back, of which `written` bytes are there: what comes before the part
// that begins at `begin`, and what is neither head nor tail of that; nothing from `read` on, which
// somebody still wants to see.
void release_output(int source, std::uint64_t begin, std::uint64_t written, std::uint64_t read);

}  // namespace hangar::run
