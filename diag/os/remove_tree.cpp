// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <hangar/diag/os/dir_stream.hpp>
#include <hangar/diag/os/remove_tree.hpp>

namespace hangar::os {
namespace {

class Removal {
  public:
    Removal(dev_t device, RemoveLimits limits) : device_(device), limits_(limits) {}

    [[nodiscard]] std::size_t removed() const noexcept { return removed_; }

    Status remove(int dir, const std::string& name, int depth) {
        if (removed_ >= limits_.entries || depth > limits_.depth)
            return error(E2BIG, "remove", name);
        struct stat about {};
        if (::fstatat(dir, name.c_str(), &about, AT_SYMLINK_NOFOLLOW) != 0)
            return unless_gone("stat", name);
        const bool is_dir = S_ISDIR(about.st_mode);
        if (about.st_dev != device_) return error(EXDEV, "remove", name);
        if (is_dir)
            if (auto done = empty(dir, name, depth); !done) return done;
        if (::unlinkat(dir, name.c_str(), is_dir ? AT_REMOVEDIR : 0) != 0)
            return unless_gone("remove", name);
        ++removed_;
        return {};
    }

  private:
    static Status unless_gone(const char* operation, const std::string& name) {
        if (errno == ENOENT) return {};
        return last_error(operation, name);
    }

    Status empty(int dir, const std::string& name, int depth) {
        auto stream = DirStream::open(dir, name);
        if (!stream && stream.error().code == ENOENT) return {};
        if (!stream) return tl::unexpected(stream.error());
        for (;;) {
            const auto entry = stream->next();
            if (!entry) return tl::unexpected(entry.error());
            if (entry->empty()) return {};
            if (auto done = remove(stream->fd(), *entry, depth + 1); !done) return done;
        }
    }

    dev_t device_;
    RemoveLimits limits_;
    std::size_t removed_ = 0;
};

}  // namespace

Result<std::size_t> remove_tree(int dir, const std::string& path, RemoveLimits limits) {
    struct stat about {};
    if (::fstatat(dir, path.c_str(), &about, AT_SYMLINK_NOFOLLOW) != 0)
        return last_error("stat", path);
    Removal removal(about.st_dev, limits);
    return removal.remove(dir, path, 0).map([&] { return removal.removed(); });
}

}  // namespace hangar::os
