// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <hangar/diag/os/dir_stream.hpp>
#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/os/proc_stat.hpp>
#include <hangar/diag/os/proc_text.hpp>

namespace hangar::os {
namespace {

// The error names the file, not the descriptor it was read through.
tl::unexpected<Error> about(const Error& cause, std::string path) {
    return tl::unexpected(Error{cause.code, cause.operation, std::move(path)});
}

Result<std::string> read_path(int dir, const std::string& name, const std::string& path,
                              std::size_t limit) {
    const auto file = open_file(dir, name, O_RDONLY);
    if (!file) return about(file.error(), path);
    auto text = read_all(file->get(), limit);
    if (!text) return about(text.error(), path);
    return text;
}

}  // namespace

Result<ProcDir> ProcDir::open(pid_t pid) {
    std::string path = fmt::format("/proc/{}", pid);
    if (pid <= 0) return error(ESRCH, "open", path);
    auto fd = open_file(AT_FDCWD, path, O_PATH | O_DIRECTORY);
    if (!fd) return error(is_gone(fd.error()) ? ESRCH : fd.error().code, "open", path);
    return ProcDir(std::move(*fd), std::move(path));
}

Result<ProcDir> ProcDir::open(const ProcessId& id) {
    auto dir = open(id.pid);
    if (!dir) return dir;
    const auto stat = read_stat(*dir);
    if (!stat) return tl::unexpected(stat.error());
    if (stat->start_time != id.start_time) return error(ESRCH, "open", dir->path());
    return dir;
}

Result<ProcDir> ProcDir::task(pid_t tid) const {
    const std::string name = fmt::format("task/{}", tid);
    auto fd = open_file(fd_.get(), name, O_PATH | O_DIRECTORY);
    if (!fd) return about(fd.error(), path_of(name));
    return ProcDir(std::move(*fd), path_of(name));
}

Result<std::string> ProcDir::read(const std::string& name, std::size_t limit) const {
    return read_path(fd_.get(), name, path_of(name), limit);
}

Result<std::string> ProcDir::link(const std::string& name) const {
    std::string target(256, '\0');
    for (;;) {
        const ssize_t size = ::readlinkat(fd_.get(), name.c_str(), target.data(), target.size());
        if (size < 0) return last_error("readlink", path_of(name));
        const bool cut_short = static_cast<std::size_t>(size) == target.size();
        target.resize(cut_short ? target.size() * 2 : static_cast<std::size_t>(size));
        if (!cut_short) return target;
    }
}

Result<std::vector<int>> ProcDir::numbers(const std::string& folder) const {
    auto stream = DirStream::open(fd_.get(), folder);
    if (!stream) return about(stream.error(), path_of(folder));
    std::vector<int> found;
    for (;;) {
        const auto name = stream->next();
        if (!name) return about(name.error(), path_of(folder));
        if (name->empty()) break;
        if (const auto number = parse_number<int>(*name)) found.push_back(*number);
    }
    std::ranges::sort(found);
    return found;
}

Result<std::string> read_proc_file(const std::string& path, std::size_t limit) {
    return read_path(AT_FDCWD, path, path, limit);
}

bool is_gone(const Error& error) noexcept {
    return error.code == ESRCH || error.code == ENOENT;
}

}  // namespace hangar::os
