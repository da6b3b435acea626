// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <hangar/diag/core/core_notes.hpp>
#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/proc_maps.hpp>
#include <hangar/diag/os/result.hpp>

namespace hangar::core {

// Links are followed: whoever asks has named the file.
[[nodiscard]] os::Result<os::Fd> open_to_read(const std::string& path);

// A core file, the kernel's or a debugger's, of a 64-bit process: its threads, its mappings, and as
// much of its memory as is in it. What was only mapped from a file mostly is not. Nothing of it is
// believed. Move-only; not synchronised.
class CoreFile {
  public:
    // Errors: open's; ENOEXEC for what is no core file; EBADMSG for a damaged one.
    [[nodiscard]] static os::Result<CoreFile> open(const std::string& path);

    [[nodiscard]] const CoreNotes& notes() const noexcept { return notes_; }
    // The mappings, in ascending order. Those of files have an invented inode, the same for the
    // same path.
    [[nodiscard]] const std::vector<os::ProcMap>& maps() const noexcept { return maps_; }
    // The file ends before it should: the disk was full, or a limit was reached.
    [[nodiscard]] bool cut_off() const noexcept { return cut_off_; }

    // From `address` on: how many bytes, up to the end of what is in the file in one piece.
    // Errors: EFAULT when there is not one.
    [[nodiscard]] os::Result<std::size_t> read(std::uint64_t address,
                                               std::span<std::byte> into) const;

  private:
    struct Segment {
        std::uint64_t start = 0;
        std::uint64_t end = 0;   // of the mapping, exclusive
        std::uint64_t kept = 0;  // how much of it is in the file
        std::uint64_t offset = 0;
        bool readable = false;
        bool writable = false;
        bool executable = false;
    };

    CoreFile() = default;
    [[nodiscard]] os::Status read_head();
    void add_segment(Segment segment);
    void add_notes(std::uint64_t offset, std::uint64_t size);
    void describe_maps();

    os::Fd file_;
    std::uint64_t size_ = 0;
    std::vector<Segment> segments_;  // in ascending order
    CoreNotes notes_;
    std::vector<os::ProcMap> maps_;
    bool cut_off_ = false;
};

}  // namespace hangar::core
