// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/symbols/elf_file.hpp>
#include <hangar/diag/symbols/location.hpp>
#include <hangar/diag/symbols/module_map.hpp>

namespace hangar::symbols {

// What is known of an address in a process. A value; any thread.
struct Resolved {
    std::string module;        // its path; empty: in no module
    std::uint64_t offset = 0;  // the address in that file
    Locations locations;       // empty: the module and the offset are all there is
};

// The module and the offset alone. `is_return`: the address is the one that a call returns to, so
// the call is before it.
[[nodiscard]] Resolved place(ModuleMap& modules, std::uint64_t address, bool is_return);

// Names addresses of any number of processes. Each file is opened once, whoever has it mapped:
// files are told apart by their build id, or else by their inode. Not synchronised.
// Past its deadline it opens nothing more and answers with modules and offsets.
class Symbolizer {
  public:
    explicit Symbolizer(os::Deadline deadline = os::Deadline::never()) : deadline_(deadline) {}

    [[nodiscard]] Resolved resolve(ModuleMap& modules, const os::ProcDir& process,
                                   std::uint64_t address, bool is_return);

    // The files that could not be opened, and why.
    [[nodiscard]] std::vector<std::string> errors() const;

  private:
    struct Entry {
        std::optional<ElfFile> file;
        std::string error;
    };

    [[nodiscard]] Entry& entry_of(const os::ProcDir& process, pid_t pid, const Module& module);

    os::Deadline deadline_;
    std::map<std::string, Entry> files_;
};

}  // namespace hangar::symbols
