// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>

#include <cerrno>
#include <hangar/diag/os/dir_stream.hpp>
#include <hangar/diag/os/fd.hpp>

namespace hangar::os {
namespace {

EntryKind kind_of(const dirent& entry) {
    switch (entry.d_type) {
        case DT_REG:
            return EntryKind::regular;
        case DT_SOCK:
            return EntryKind::socket;
        case DT_UNKNOWN:
            return EntryKind::unknown;
        default:
            return EntryKind::other;
    }
}

}  // namespace

Result<DirStream> DirStream::open(int dir, const std::string& path) {
    auto fd = open_file(dir, path, O_RDONLY | O_DIRECTORY);
    if (!fd) return tl::unexpected(fd.error());
    DIR* stream = ::fdopendir(fd->get());
    if (stream == nullptr) return last_error("opendir", path);
    static_cast<void>(fd->release());
    return DirStream(stream, path);
}

Result<std::string> DirStream::next() {
    for (;;) {
        errno = 0;
        const dirent* entry = ::readdir(stream_.get());
        if (entry == nullptr && errno != 0) return last_error("readdir", path_);
        if (entry == nullptr) return std::string();
        kind_ = kind_of(*entry);
        std::string name = entry->d_name;
        if (name != "." && name != "..") return name;
    }
}

}  // namespace hangar::os
