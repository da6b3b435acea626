// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <unordered_map>

#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/os/result.hpp>
#include <hangar/diag/symbols/module_map.hpp>
#include <hangar/diag/unwind/function_table.hpp>

namespace hangar::unwind {

// A process's code and unwind tables, read from its memory and remembered: they do not change while
// they are mapped. What it finds is the same for a file that is deleted, stripped, in another mount
// namespace, or no file at all (the vdso). Not synchronised.
class ProcessImage {
  public:
    // `process` may be a live thread's directory. Errors: ProcDir's.
    [[nodiscard]] static os::Result<ProcessImage> open(pid_t pid, const os::ProcDir& process);
    // Of a process that is no more: what these modules are read from.
    explicit ProcessImage(symbols::ModuleMap modules) : modules_(std::move(modules)) {}

    [[nodiscard]] symbols::ModuleMap& modules() noexcept { return modules_; }
    [[nodiscard]] pid_t pid() const noexcept { return modules_.pid(); }

    // All of `into`, or false.
    [[nodiscard]] bool read(std::uint64_t address, std::span<std::byte> into);
    template <class Value>
    [[nodiscard]] bool read_value(std::uint64_t address, Value& into) {
        return read(address, std::as_writable_bytes(std::span(&into, 1)));
    }

    // A copy of `bytes` at an address that no process has, where read() finds them.
    [[nodiscard]] std::uint64_t keep(std::span<const std::byte> bytes);

    // Of the module that `pc` is in; null if there is none. It stays valid as long as the image.
    [[nodiscard]] const FunctionTable* function_table(std::uint64_t pc);

  private:
    static constexpr std::size_t page_size = 4096;
    using Page = std::array<std::byte, page_size>;

    [[nodiscard]] const Page* page(std::uint64_t number);

    symbols::ModuleMap modules_;
    std::unordered_map<std::uint64_t, std::unique_ptr<Page>> pages_;  // null: cannot be read
    std::map<std::uint64_t, std::optional<FunctionTable>> tables_;    // by the module's start
    // The number of the next page that is kept: beyond a process's addresses, below the kernel's.
    std::uint64_t next_kept_ = (std::uint64_t{1} << 63U) / page_size;
    std::uint64_t latest_number_ = UINT64_MAX;
    const Page* latest_ = nullptr;
};

}  // namespace hangar::unwind
