// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <hangar/diag/os/dir_stream.hpp>
#include <hangar/diag/os/file_facts.hpp>
#include <hangar/diag/os/proc_fds.hpp>
#include <hangar/diag/os/proc_text.hpp>
#include <hangar/diag/os/process_birth.hpp>
#include <hangar/diag/os/remove_tree.hpp>
#include <hangar/diag/os/socket_file.hpp>
#include <hangar/diag/os/stream_socket.hpp>
#include <hangar/diag/os/unix_sockets.hpp>
#include <hangar/diag/reap/file_users.hpp>
#include <hangar/diag/reap/socket_files.hpp>
#include <set>

namespace hangar::reap {
namespace {

using namespace std::chrono_literals;

// Between a file's time and a process's: the clocks' grain, and a clock that was set a little.
constexpr auto clock_slack = 500ms;

bool is_our_socket(const os::FileFacts& facts) {
    return facts.is_socket() && facts.owner == os::effective_user();
}

// Whether the process that made the file may still live: one of the number in its name, old enough.
bool maker_may_live(pid_t pid, const os::FileFacts& facts) {
    const auto now = os::identify(pid);
    if (!now) return now.error().code != ESRCH;
    return os::birth_of(*now) <= facts.made + clock_slack;
}

// Asked as late as can be: a bound file is never removed, an unbound one can only be removed.
SweptObject remove_unbound(int dir, const std::string& name, const std::string& path,
                           bool only_say) {
    const auto bound = os::is_bound(dir, name);
    if (!bound) return {path, 0, Swept::in_use, "it cannot be told: " + bound.error().message()};
    if (*bound) return {path, 0, Swept::in_use, "a socket is bound to it"};
    if (only_say) return {path, 0, Swept::removable, {}};
    if (const auto removed = os::remove_tree(dir, name, {.entries = 1, .depth = 1}); !removed)
        return {path, 0, Swept::failed, removed.error().message()};
    return {path, 0, Swept::removed, {}};
}

void sweep_entry(int dir, const std::string& directory, const std::string& name,
                 const SweepOptions& options, Sweep& into) {
    const auto pid = pid_of_socket_name(name);
    const auto facts = os::file_facts(dir, name);
    if (!pid || !facts || !is_our_socket(*facts)) return;
    if (options.made_since && facts->made < *options.made_since) return;
    const std::string path = directory + '/' + name;
    if (maker_may_live(*pid, *facts))
        into.objects.push_back({path, 0, Swept::in_use, describe_users({*pid})});
    else
        into.objects.push_back(remove_unbound(dir, name, path, options.only_say));
}

os::Result<std::vector<std::string>> names_in(os::DirStream& stream) {
    std::vector<std::string> names;
    for (;;) {
        auto name = stream.next();
        if (!name) return tl::unexpected(name.error());
        if (name->empty()) break;
        names.push_back(*std::move(name));
    }
    std::ranges::sort(names);
    return names;
}

Sweep sweep_directory(const std::string& directory, const SweepOptions& options) {
    Sweep sweep;
    auto stream = os::DirStream::open(AT_FDCWD, directory);
    if (!stream && stream.error().code != ENOENT) sweep.errors.push_back(stream.error());
    if (!stream) return sweep;
    const auto names = names_in(*stream);
    if (!names) sweep.errors.push_back(names.error());
    for (const auto& name : names.value_or(std::vector<std::string>()))
        sweep_entry(stream->fd(), directory, name, options, sweep);
    return sweep;
}

std::set<std::uint64_t> sockets_of(const os::ProcessId& id) {
    std::set<std::uint64_t> inodes;
    const auto fds =
        os::ProcDir::open(id).and_then([](const os::ProcDir& dir) { return os::read_fds(dir); });
    if (!fds) return inodes;
    for (const auto& fd : *fds)
        if (fd.target.kind == os::FdKind::socket) inodes.insert(fd.target.inode);
    return inodes;
}

}  // namespace

std::vector<std::string> hangar_socket_directories() {
    std::vector<std::string> directories{fmt::format("/tmp/hangar-{}", os::effective_user())};
    const char* runtime = std::getenv("XDG_RUNTIME_DIR");
    if (runtime != nullptr && *runtime == '/')
        directories.push_back(std::string(runtime) + "/hangar");
    return directories;
}

std::optional<pid_t> pid_of_socket_name(std::string_view name) {
    constexpr std::string_view suffix = ".sock";
    const auto at = name.rfind('@');
    if (at == std::string_view::npos || !name.ends_with(suffix)) return std::nullopt;
    name.remove_suffix(suffix.size());
    const auto pid = os::parse_number<pid_t>(name.substr(std::min(at + 1, name.size())));
    return pid && *pid > 0 ? pid : std::nullopt;
}

Sweep sweep_socket_files(const std::vector<std::string>& directories, const SweepOptions& options) {
    Sweep sweep;
    for (const auto& directory : directories) sweep.add(sweep_directory(directory, options));
    return sweep;
}

std::vector<std::string> socket_files_in(const std::vector<std::string>& directories) {
    std::vector<std::string> paths;
    for (const auto& directory : directories) {
        auto stream = os::DirStream::open(AT_FDCWD, directory);
        const auto names = stream ? names_in(*stream) : tl::unexpected(stream.error());
        for (const auto& name : names.value_or(std::vector<std::string>())) {
            const auto facts = os::file_facts(stream->fd(), name);
            if (facts && is_our_socket(*facts)) paths.push_back(directory + '/' + name);
        }
    }
    return paths;
}

SweptObject sweep_socket_file(const std::string& path, bool only_say) {
    return remove_unbound(AT_FDCWD, path, path, only_say);
}

os::Result<std::vector<BoundFile>> bound_files_of(const std::vector<os::ProcessId>& processes) {
    std::set<std::uint64_t> inodes;
    for (const auto& id : processes) inodes.merge(sockets_of(id));
    if (inodes.empty()) return std::vector<BoundFile>();
    const auto sockets = os::list_unix_sockets(os::Deadline::after(2s));
    if (!sockets) return tl::unexpected(sockets.error());
    std::vector<BoundFile> files;
    for (const auto& socket : *sockets) {
        if (!inodes.contains(socket.inode) || !socket.name.starts_with('/')) continue;
        const auto facts = os::file_facts(AT_FDCWD, socket.name);
        // An accepted connection has its listener's name, too.
        const BoundFile file{socket.name, facts ? facts->inode : 0};
        if (facts && is_our_socket(*facts) && std::ranges::find(files, file) == files.end())
            files.push_back(file);
    }
    return files;
}

Sweep sweep_bound_files(const std::vector<BoundFile>& files, bool only_say) {
    Sweep sweep;
    for (const auto& file : files) {
        const auto facts = os::file_facts(AT_FDCWD, file.path);
        if (facts && facts->inode == file.inode && is_our_socket(*facts))
            sweep.objects.push_back(remove_unbound(AT_FDCWD, file.path, file.path, only_say));
    }
    return sweep;
}

}  // namespace hangar::reap
