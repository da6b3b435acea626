// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <unordered_map>

#include <hangar/diag/os/process_memory.hpp>

namespace hangar::tasks {

// The memory that a task tree lies in. Nothing of it is believed. Not synchronised.
class Memory {
  public:
    Memory() = default;
    Memory(const Memory&) = delete;
    Memory& operator=(const Memory&) = delete;
    virtual ~Memory() = default;

    // All of it, or false.
    [[nodiscard]] virtual bool read(std::uint64_t address, std::span<std::byte> into) = 0;

    template <class Value>
    [[nodiscard]] std::optional<Value> value(std::uint64_t address) {
        static_assert(std::is_trivially_copyable_v<Value>);
        Value found{};
        if (!read(address, std::as_writable_bytes(std::span(&found, 1)))) return std::nullopt;
        return found;
    }
    // Up to a zero byte or `limit`; what is not printable becomes '?'. Empty where nothing is.
    [[nodiscard]] std::string text(std::uint64_t address, std::size_t limit);
};

// A process's, ours included. Each page is read once: what was read together belongs together, as
// far as a process that runs on allows.
class ProcessMemory final : public Memory {
  public:
    explicit ProcessMemory(pid_t pid) noexcept : pid_(pid) {}
    [[nodiscard]] bool read(std::uint64_t address, std::span<std::byte> into) override;
    void forget() noexcept { pages_.clear(); }

  private:
    static constexpr std::size_t page_size = 4096;
    using Page = std::array<std::byte, page_size>;
    [[nodiscard]] const Page* page(std::uint64_t number);

    pid_t pid_;
    std::unordered_map<std::uint64_t, std::unique_ptr<Page>> pages_;  // null: not there
};

}  // namespace hangar::tasks
