// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <hangar/diag/os/proc_cmdline.hpp>
#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/os/proc_fds.hpp>
#include <hangar/diag/os/proc_maps.hpp>
#include <hangar/diag/os/process_list.hpp>
#include <hangar/diag/reap/file_users.hpp>

namespace hangar::reap {

std::vector<std::string> files_of(pid_t pid, const std::string& directory) {
    const std::string prefix = directory + '/';
    std::vector<std::string> files;
    const auto add = [&](const std::string& path) {
        if (path.starts_with(prefix)) files.push_back(path);
    };
    const auto dir = os::ProcDir::open(pid);
    if (!dir) return files;
    for (const auto& fd : os::read_fds(*dir).value_or(std::vector<os::OpenFd>()))
        add(fd.target.text);
    for (const auto& map : os::read_maps(*dir).value_or(std::vector<os::ProcMap>()))
        if (!map.deleted) add(map.path);
    std::ranges::sort(files);
    files.erase(std::ranges::unique(files).begin(), files.end());
    return files;
}

FileUsers users_below(const std::string& directory) {
    FileUsers users;
    for (const pid_t pid : os::all_processes().value_or(std::vector<pid_t>()))
        for (const auto& file : files_of(pid, directory)) users[file].push_back(pid);
    return users;
}

std::string describe_users(const std::vector<pid_t>& users) {
    if (users.empty()) return "somebody who cannot be seen";
    const auto dir = os::ProcDir::open(users.front());
    std::string text = fmt::format("pid {}", users.front());
    if (dir) text += fmt::format(" ({})", os::describe_command(*dir));
    if (users.size() > 1) text += fmt::format(" and {} more", users.size() - 1);
    return text;
}

}  // namespace hangar::reap
