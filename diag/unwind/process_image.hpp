// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <unordered_map>

#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/os/result.hpp>
#include <hangar/diag/symbols/module_map.hpp>

namespace hangar::unwind {

// A process's code and unwind tables, read from its memory and remembered: they do not change while
// they are mapped. What it finds is the same for a file that is deleted, stripped, in another mount
// namespace, or no file at all (the vdso). Not synchronised.
class ProcessImage {
  public:
    // `process` may be a live thread's directory. Errors: ProcDir's.
    [[nodiscard]] static os::Result<ProcessImage> open(pid_t pid, const os::ProcDir& process);

    [[nodiscard]] symbols::ModuleMap& modules() noexcept { return modules_; }
    [[nodiscard]] pid_t pid() const noexcept { return modules_.pid(); }

    // All of `into`, or false.
    [[nodiscard]] bool read(std::uint64_t address, std::span<std::byte> into);
    template <class Value>
    [[nodiscard]] bool read_value(std::uint64_t address, Value& into) {
        return read(address, std::as_writable_bytes(std::span(&into, 1)));
    }

  private:
    static constexpr std::size_t page_size = 4096;
    using Page = std::array<std::byte, page_size>;

    explicit ProcessImage(symbols::ModuleMap modules) : modules_(std::move(modules)) {}
    [[nodiscard]] const Page* page(std::uint64_t number);

    symbols::ModuleMap modules_;
    std::unordered_map<std::uint64_t, std::unique_ptr<Page>> pages_;  // null: cannot be read
    std::uint64_t latest_number_ = UINT64_MAX;
    const Page* latest_ = nullptr;
};

}  // namespace hangar::unwind
