// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>
#include <hangar/diag/os/process_memory.hpp>
#include <hangar/diag/unwind/stack_copy.hpp>

namespace hangar::unwind {
namespace {

// Below the stack pointer a leaf function may keep things (System V ABI: the red zone).
constexpr std::uint64_t red_zone = 128;
// Most stacks are no deeper. A mapping that holds more than a stack is not copied whole.
constexpr std::size_t first_piece = 32U << 10U;
constexpr std::size_t most_bytes = 8U << 20U;

}  // namespace

StackCopy::StackCopy(std::uint64_t base, std::vector<std::byte> bytes) noexcept
    : base_(base), end_(base + bytes.size()), bytes_(std::move(bytes)) {}

os::Result<StackCopy> StackCopy::take(pid_t pid, std::uint64_t sp, std::uint64_t end) {
    StackCopy copy;
    copy.pid_ = pid;
    copy.base_ = sp - std::min(sp, red_zone);
    copy.end_ = std::max(end, sp);
    const os::Status read = copy.extend(first_piece);
    if (!read) return tl::unexpected(read.error());
    return copy;
}

void StackCopy::finish() noexcept {
    pid_ = 0;
    end_ = base_ + bytes_.size();
}

os::Status StackCopy::extend(std::size_t size) {
    const std::size_t have = bytes_.size();
    size = std::min<std::uint64_t>({size, most_bytes, end_ - base_});
    if (size <= have) return {};
    bytes_.resize(size);
    const auto got = os::read_memory(pid_, base_ + have, std::span(bytes_).subspan(have));
    bytes_.resize(have + got.value_or(0));
    if (!got) return tl::unexpected(got.error());
    return {};
}

bool StackCopy::read_word(std::uint64_t address, std::uint64_t& into) {
    if (!covers(address) || end_ - address < sizeof into) return false;
    const std::size_t offset = address - base_;
    if (offset + sizeof into > bytes_.size() && pid_ != 0)
        static_cast<void>(extend(std::max(bytes_.size() * 2, offset + sizeof into)));
    if (offset + sizeof into > bytes_.size()) return false;
    std::memcpy(&into, bytes_.data() + offset, sizeof into);
    return true;
}

}  // namespace hangar::unwind
