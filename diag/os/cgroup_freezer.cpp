// SPDX-License-Identifier: Apache-2.0
#include <hangar/diag/os/cgroup_freezer.hpp>
#include <hangar/diag/os/proc_text.hpp>

namespace hangar::os {
namespace {

bool has_option(std::string_view options, std::string_view wanted) {
    while (!options.empty())
        if (cut(options, ',') == wanted) return true;
    return false;
}

}  // namespace

FreezerPaths parse_cgroup(std::string_view text) {
    FreezerPaths paths;
    while (!text.empty()) {
        std::string_view path = cut(text, '\n');  // "6:freezer:/a/b", "0::/a"
        const std::string_view id = cut(path, ':');
        const std::string_view controllers = cut(path, ':');
        if (id == "0" && controllers.empty()) paths.unified = path;
        if (has_option(controllers, "freezer")) paths.legacy = path;
    }
    return paths;
}

std::string find_mount(std::string_view mountinfo, std::string_view type, std::string_view option) {
    while (!mountinfo.empty()) {
        std::string_view line = cut(mountinfo, '\n');
        const std::size_t separator = line.find(" - ");
        if (separator == std::string_view::npos) continue;
        std::string_view filesystem = line.substr(separator + 3);
        for (int skipped = 0; skipped < 4; ++skipped) static_cast<void>(cut_word(line));
        const std::string_view point = cut_word(line);
        const bool matches = cut_word(filesystem) == type;
        static_cast<void>(cut_word(filesystem));  // the source
        if (matches && (option.empty() || has_option(cut_word(filesystem), option)))
            return unescaped(point);
    }
    return {};
}

CgroupFreezer::CgroupFreezer() {
    const auto mounts = read_proc_file("/proc/self/mountinfo");
    if (!mounts) return;
    unified_ = find_mount(*mounts, "cgroup2", "");
    legacy_ = find_mount(*mounts, "cgroup", "freezer");
}

bool CgroupFreezer::frozen(const std::string& file, std::string_view sign) {
    const auto known = known_.find(file);
    if (known != known_.end()) return known->second;
    const auto text = read_proc_file(file, 4096);
    return known_[file] = text && text->find(sign) != std::string::npos;
}

bool CgroupFreezer::is_frozen(const ProcDir& process) {
    const auto text = process.read("cgroup");
    if (!text) return false;
    const auto [unified, legacy] = parse_cgroup(*text);
    // The root group has no such file: nothing can freeze it.
    if (!unified_.empty() && unified.size() > 1 &&
        frozen(unified_ + unified + "/cgroup.events", "frozen 1"))
        return true;
    return !legacy_.empty() && legacy.size() > 1 &&
           frozen(legacy_ + legacy + "/freezer.state", "FROZEN");
}

}  // namespace hangar::os
