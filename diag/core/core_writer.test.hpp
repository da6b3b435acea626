// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace hangar::core {

// What a test puts into a core file of its own making, as the kernel would write it.
struct WrittenSegment {
    std::uint64_t start = 0;
    std::uint64_t size = 0;  // of the mapping
    unsigned flags = 0;      // PF_R and so on
    std::string content;     // what the file holds of it, from its beginning
};
struct WrittenFile {
    std::uint64_t start = 0;
    std::uint64_t end = 0;
    std::uint64_t page = 0;
    std::string path;
};
struct WrittenCore {
    pid_t pid = 0;
    std::string program;
    std::vector<pid_t> threads;  // each with its tid as its stack pointer
    std::uint64_t program_headers = 0;
    std::vector<WrittenFile> files;
    std::vector<WrittenSegment> segments;

    [[nodiscard]] std::string notes() const;
    [[nodiscard]] std::string bytes() const;  // the whole file
};

}  // namespace hangar::core
