// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <hangar/diag/os/file_id.hpp>
#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/os/proc_maps.hpp>
#include <hangar/diag/os/result.hpp>
#include <hangar/diag/symbols/elf_image.hpp>

namespace hangar::symbols {

// A file with code, or the vdso, as it is mapped in a process. A value; any thread.
struct Module {
    std::uint64_t start = 0;  // of its first mapping
    std::uint64_t first_end = 0;
    std::uint64_t end = 0;  // of its last, exclusive
    std::string path;       // as the process sees it; "[vdso]"
    bool deleted = false;
    os::FileId file;
    // Address in the process minus address in the file. Without an ELF head in memory, `elf` is
    // empty and this makes the latter the offset in the file.
    std::uint64_t bias = 0;
    std::optional<ElfImage> elf;
    std::string build_id;  // hexadecimal; empty: none in memory

    [[nodiscard]] bool contains(std::uint64_t address) const noexcept {
        return address >= start && address < end;
    }
    // How messages name it: the file name.
    [[nodiscard]] std::string name() const;
};

// Reads a process's memory, or what is left of it: how many bytes from an address on, fewer than
// asked where a hole follows. Errors: EFAULT when not even the first byte is there.
using ReadMemory =
    std::function<os::Result<std::size_t>(std::uint64_t address, std::span<std::byte> into)>;

// The modules of a process at one instant, and all of its mappings. Heads and notes are read from
// the process's memory when a module is first asked for. Not synchronised.
class ModuleMap {
  public:
    // `process` may be a live thread's directory. Errors: ProcDir's.
    [[nodiscard]] static os::Result<ModuleMap> read(pid_t pid, const os::ProcDir& process);
    ModuleMap(pid_t pid, std::vector<os::ProcMap> maps);
    // Of one that is no more, whose memory `read` finds elsewhere: in a core file.
    ModuleMap(std::vector<os::ProcMap> maps, ReadMemory read);

    // The module that `address` is in, null if there is none.
    [[nodiscard]] const Module* find(std::uint64_t address);
    // The mapping that `address` is in, null if there is none.
    [[nodiscard]] const os::ProcMap* mapping(std::uint64_t address) const noexcept {
        return os::find_map(maps_, address);
    }
    [[nodiscard]] bool is_code(std::uint64_t address) const noexcept;
    [[nodiscard]] pid_t pid() const noexcept { return pid_; }  // 0: of one that is no more
    [[nodiscard]] os::Result<std::size_t> read_memory(std::uint64_t address,
                                                      std::span<std::byte> into) const {
        return read_(address, into);
    }

  private:
    struct Entry {
        Module module;
        bool read = false;
    };

    void add(const os::ProcMap& map);
    [[nodiscard]] bool continues_last(const os::ProcMap& map);
    const Module& with_head(Entry& entry) const;
    void read_head(Module& module) const;

    pid_t pid_ = 0;
    std::vector<os::ProcMap> maps_;
    ReadMemory read_;
    std::vector<Entry> modules_;  // in ascending order of addresses
};

}  // namespace hangar::symbols
