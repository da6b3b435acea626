// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <hangar/diag/core/core_file.hpp>
#include <hangar/diag/symbols/elf_file.hpp>

namespace hangar::core {

// The files on this machine that were mapped in the process of a core file: code and constants,
// which the core leaves out. A file is taken only if it has the build id that the core shows for
// it, where it shows one. Opened when first asked for. Not synchronised.
class ProgramFiles {
  public:
    struct Opened {
        os::Fd file;
        symbols::ElfFile elf;
    };

    // `program` stands for the program itself, wherever that lay; empty: it lies where it did.
    // Requires: the core outlives us.
    ProgramFiles(const CoreFile& core, std::string program);

    // Null if there is none that is the same.
    [[nodiscard]] Opened* find(const std::string& mapped_path);
    // What could not be taken, and why.
    [[nodiscard]] const std::vector<std::string>& notes() const noexcept { return notes_; }

  private:
    [[nodiscard]] std::string place_of(const std::string& mapped_path) const;
    [[nodiscard]] os::Result<Opened> open(const std::string& mapped_path) const;
    [[nodiscard]] std::string build_id_in_core(const std::string& mapped_path) const;

    const CoreFile& core_;
    std::string program_;
    std::string program_was_;  // its path when it ran
    std::map<std::string, std::optional<Opened>> files_;
    std::vector<std::string> notes_;
};

}  // namespace hangar::core
