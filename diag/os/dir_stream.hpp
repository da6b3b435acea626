// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dirent.h>

#include <memory>
#include <string>

#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// What the directory itself says of a name in it; not all file systems do.
enum class EntryKind { regular, socket, other, unknown };

// The names in a directory, one after the other. Move-only, owns a descriptor; not synchronised.
class DirStream {
  public:
    // A symbolic link is refused. `dir` is a directory's descriptor or AT_FDCWD.
    [[nodiscard]] static Result<DirStream> open(int dir, const std::string& path);

    [[nodiscard]] int fd() const noexcept { return ::dirfd(stream_.get()); }
    // The next name but "." and ".."; empty at the end.
    [[nodiscard]] Result<std::string> next();
    // Of the name that came last.
    [[nodiscard]] EntryKind kind() const noexcept { return kind_; }

  private:
    struct Close {
        void operator()(DIR* stream) const noexcept { ::closedir(stream); }
    };
    DirStream(DIR* stream, std::string path) : stream_(stream), path_(std::move(path)) {}

    std::unique_ptr<DIR, Close> stream_;
    std::string path_;
    EntryKind kind_ = EntryKind::unknown;
};

}  // namespace hangar::os
