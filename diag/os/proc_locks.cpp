// SPDX-License-Identifier: Apache-2.0
#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/os/proc_locks.hpp>
#include <hangar/diag/os/proc_text.hpp>

namespace hangar::os {
namespace {

// "1: -> POSIX" or "1: POSIX"
bool cut_kind(std::string_view& rest, FileLock& lock) {
    std::string_view number = cut_word(rest);
    if (!number.ends_with(':')) return false;
    number.remove_suffix(1);
    const auto id = parse_number<std::uint64_t>(number);
    std::string_view type = cut_word(rest);
    lock.waiting = type == "->";
    if (lock.waiting) type = cut_word(rest);
    if (!id || type.empty()) return false;
    lock.id = *id;
    lock.type = type;
    return true;
}

// "fe:00:1234", or "<none>" for a file that is gone.
bool cut_file(std::string_view& rest, FileLock& lock) {
    std::string_view file = cut_word(rest);
    if (file == "<none>:0") return true;
    const auto major = parse_number<unsigned>(cut(file, ':'), 16);
    const auto minor = parse_number<unsigned>(cut(file, ':'), 16);
    const auto inode = parse_number<std::uint64_t>(file);
    if (!major || !minor || !inode) return false;
    lock.device_major = *major;
    lock.device_minor = *minor;
    lock.inode = *inode;
    return true;
}

bool cut_region(std::string_view& rest, FileLock& lock) {
    if (!cut_number(rest, lock.start)) return false;
    const std::string_view end = cut_word(rest);
    if (end == "EOF") return true;
    lock.end = parse_number<std::uint64_t>(end);
    return lock.end.has_value();
}

}  // namespace

std::optional<FileLock> parse_lock(std::string_view line) {
    FileLock lock;
    if (!cut_kind(line, lock)) return std::nullopt;
    static_cast<void>(cut_word(line));  // ADVISORY, MANDATORY; a lease's state
    const std::string_view access = cut_word(line);
    if (access != "READ" && access != "WRITE" && access != "UNLCK") return std::nullopt;
    lock.write = access == "WRITE";
    if (!cut_number(line, lock.pid) || !cut_file(line, lock) || !cut_region(line, lock))
        return std::nullopt;
    return lock;
}

std::vector<FileLock> parse_locks(std::string_view text) {
    std::vector<FileLock> locks;
    while (!text.empty())
        if (auto lock = parse_lock(cut(text, '\n'))) locks.push_back(std::move(*lock));
    return locks;
}

Result<std::vector<FileLock>> read_locks() {
    return read_proc_file("/proc/locks").map([](const std::string& text) {
        return parse_locks(text);
    });
}

}  // namespace hangar::os
