// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <hangar/diag/os/registers.hpp>

namespace hangar::core {

struct CoreThread {
    pid_t tid = 0;
    os::Registers registers;  // all of them
};

// A part of a file as it was mapped.
struct MappedFile {
    std::uint64_t start = 0;
    std::uint64_t end = 0;     // exclusive
    std::uint64_t offset = 0;  // in the file, bytes
    std::string path;
};

// What a core file says of its process besides its memory. A value.
struct CoreNotes {
    pid_t pid = 0;
    std::string program;  // its name, cut to 15 bytes
    std::vector<CoreThread> threads;
    std::vector<MappedFile> files;      // in ascending order
    std::uint64_t program_headers = 0;  // where they lay: in the program itself; 0: not told
    std::uint64_t vdso = 0;
};

// The content of a core file's note segment; what cannot be read of it is left out, any bytes may
// come. Pure. Source: elf(5), core(5), the kernel's fs/binfmt_elf.c.
[[nodiscard]] CoreNotes parse_core_notes(std::span<const std::byte> notes);

}  // namespace hangar::core
