// SPDX-License-Identifier: Apache-2.0
#include <dirent.h>
#include <fcntl.h>

#include <hangar/diag/os/dir_stream.hpp>
#include <hangar/diag/os/fd.hpp>

namespace hangar::os {
namespace {

EntryKind kind_of(const dirent64& entry) {
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
    return DirStream(std::move(*fd), path);
}

Result<std::string> DirStream::next() {
    for (;;) {
        if (entries_->at == entries_->size) {
            const auto size =
                ::getdents64(fd_.get(), entries_->bytes.data(), entries_->bytes.size());
            if (size < 0) return last_error("getdents64", path_);
            entries_->at = 0;
            entries_->size = static_cast<std::size_t>(size);
            if (size == 0) return std::string();
        }
        const auto* entry = reinterpret_cast<const dirent64*>(&entries_->bytes[entries_->at]);
        entries_->at += entry->d_reclen;
        kind_ = kind_of(*entry);
        std::string name = entry->d_name;
        if (name != "." && name != "..") return name;
    }
}

}  // namespace hangar::os
