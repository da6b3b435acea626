// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>

#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// What the directory itself says of a name in it; not all file systems do.
enum class EntryKind { regular, socket, other, unknown };

// The names in a directory, one after the other. Move-only, owns a descriptor; not synchronised.
class DirStream {
  public:
    // A symbolic link is refused. `dir` is a directory's descriptor or AT_FDCWD.
    [[nodiscard]] static Result<DirStream> open(int dir, const std::string& path);

    [[nodiscard]] int fd() const noexcept { return fd_.get(); }
    // The next name but "." and ".."; empty at the end.
    [[nodiscard]] Result<std::string> next();
    // Of the name that came last.
    [[nodiscard]] EntryKind kind() const noexcept { return kind_; }

  private:
    // As much as the kernel gives at once. Of a stream's own: opendir asks three questions more.
    struct Entries {
        alignas(std::max_align_t) std::array<std::byte, 32U << 10U> bytes;
        std::size_t at = 0;
        std::size_t size = 0;
    };
    DirStream(Fd fd, std::string path)
        : fd_(std::move(fd)), path_(std::move(path)), entries_(new Entries) {}

    Fd fd_;
    std::string path_;
    std::unique_ptr<Entries> entries_;
    EntryKind kind_ = EntryKind::unknown;
};

}  // namespace hangar::os
