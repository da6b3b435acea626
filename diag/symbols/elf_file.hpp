// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/result.hpp>
#include <hangar/diag/symbols/elf_image.hpp>
#include <hangar/diag/symbols/location.hpp>

namespace hangar::symbols {

// The symbols and the debugging information of one ELF file, wherever it is mapped; addresses are
// the file's own. Separate debugging information is found where Debian puts it
// (/usr/lib/debug/.build-id, or beside the file by its debug link); nothing is fetched from a net.
// Answers are remembered. Move-only; not synchronised.
class ElfFile {
  public:
    // `path` is for messages and to look beside it. Errors: ENOEXEC for what is no ELF file.
    [[nodiscard]] static os::Result<ElfFile> open(os::Fd file, const std::string& path);
    // One that lies in memory, as the vdso does.
    [[nodiscard]] static os::Result<ElfFile> from_memory(std::span<const std::byte> image,
                                                         const std::string& name);
    ElfFile(ElfFile&&) noexcept;
    ElfFile& operator=(ElfFile&&) noexcept;
    ~ElfFile();

    [[nodiscard]] const std::string& build_id() const noexcept;  // hexadecimal, may be empty
    // Where the section of this name lies once it is loaded; empty if there is none.
    [[nodiscard]] std::optional<ElfRange> section(const char* name) const;
    // Empty if nothing is known of `address`. The reference stays valid as long as the file.
    [[nodiscard]] const Locations& locate(std::uint64_t address);

  private:
    struct State;
    explicit ElfFile(std::unique_ptr<State> state) noexcept;
    std::unique_ptr<State> state_;
};

}  // namespace hangar::symbols
