// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fcntl.h>

#include <hangar/diag/os/private_dir.hpp>
#include <hangar/diag/os/remove_tree.hpp>

namespace hangar::os {

// A directory of a test's own, gone with it.
class TempDir {
  public:
    TempDir()
        : dir_(
              base().and_then([](const Fd& b) { return make_unique_dir(b.get(), "os"); }).value()) {
    }
    ~TempDir() { static_cast<void>(remove_tree(AT_FDCWD, path())); }
    TempDir(const TempDir&) = delete;
    TempDir& operator=(const TempDir&) = delete;

    [[nodiscard]] int fd() const noexcept { return dir_.fd.get(); }
    [[nodiscard]] std::string path() const { return "/tmp/" + dir_.name; }
    [[nodiscard]] std::string path(const std::string& name) const { return path() + '/' + name; }

  private:
    static Result<Fd> base() { return open_file(AT_FDCWD, "/tmp", O_RDONLY | O_DIRECTORY); }

    UniqueDir dir_;
};

}  // namespace hangar::os
