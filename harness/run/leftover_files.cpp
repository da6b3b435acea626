// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>

#include <hangar/diag/os/dir_stream.hpp>
#include <hangar/diag/os/file_facts.hpp>
#include <hangar/diag/os/file_lock.hpp>
#include <hangar/diag/os/process.hpp>
#include <hangar/diag/os/stream_socket.hpp>
#include <hangar/diag/os/sysv_memory.hpp>
#include <hangar/diag/reap/file_users.hpp>
#include <hangar/diag/reap/shared_memory.hpp>
#include <hangar/diag/reap/socket_files.hpp>
#include <hangar/harness/run/leftover_files.hpp>

namespace hangar::run {
namespace {

using namespace std::chrono_literals;

// The kernel stamps files by a clock of a few milliseconds' grain.
constexpr auto grain = 20ms;

bool bears_pid(const std::string& path, const std::set<pid_t>& pids) {
    const std::string name = path.substr(path.rfind('/') + 1);
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    for (auto at = name.begin(); at != name.end();) {
        const auto first = std::find_if(at, name.end(), is_digit);
        at = std::find_if_not(first, name.end(), is_digit);
        const std::string number(first, at);
        if (!number.empty() && number.size() < 10 && pids.contains(std::stoi(number))) return true;
    }
    return false;
}

// Of files of those kinds, as far as the directory says.
std::vector<std::string> names_in(const std::string& directory, bool also_regular) {
    using os::EntryKind;
    std::vector<std::string> names;
    auto stream = os::DirStream::open(AT_FDCWD, directory);
    while (stream) {
        auto name = stream->next();
        if (!name || name->empty()) break;
        const auto kind = stream->kind();
        if (kind == EntryKind::socket || kind == EntryKind::unknown ||
            (also_regular && kind == EntryKind::regular))
            names.push_back(*std::move(name));
    }
    std::ranges::sort(names);
    return names;
}

reap::SweptObject swept(const std::string& path, bool is_socket, bool only_say) {
    if (is_socket) return reap::sweep_socket_file(path, only_say);
    return reap::sweep_posix_segment(path.substr(path.rfind('/') + 1), only_say);
}

std::vector<os::SysvSegment> sysv_segments() {
    return os::list_sysv_segments().value_or(std::vector<os::SysvSegment>());
}

}  // namespace

LeftoverFiles::LeftoverFiles(std::vector<std::string> directories) {
    directories.emplace_back(reap::posix_segments);
    std::ranges::sort(directories);
    directories.erase(std::ranges::unique(directories).begin(), directories.end());
    directories_.resize(directories.size());
    for (std::size_t i = 0; i < directories.size(); ++i)
        directories_[i].path = std::move(directories[i]);
    look();
}

LeftoverFiles::Ticket LeftoverFiles::test_begins() {
    tests_.push_back({looks_, std::nullopt});
    return tests_.size() - 1;
}

void LeftoverFiles::forget(Ticket test) {
    tests_[test].end = looks_ + 1;
}

void LeftoverFiles::look() {
    ++looks_;
    look_for_segments();
    for (auto& directory : directories_) {
        const auto itself = os::file_facts(AT_FDCWD, directory.path);
        if (!itself || itself->inode != directory.inode) directory.attended.reset();
        if (itself) {
            directory.inode = itself->inode;
            look_for_other_runs(directory);
            look_for_files(directory, itself->written);
        } else {
            directory.files.clear();
            // Where there is none, nobody is. Of one that cannot be seen that is not known.
            if (itself.error().code != ENOENT) directory.others = looks_;
        }
    }
}

// An id names no other segment later.
void LeftoverFiles::look_for_segments() {
    std::map<int, Look> seen;
    for (const auto& segment : sysv_segments()) {
        const auto known = segments_.find(segment.id);
        seen.emplace(segment.id, known != segments_.end() ? known->second : looks_);
    }
    segments_ = std::move(seen);
}

std::vector<std::string> LeftoverFiles::sweep_segments(Look begin, const std::set<pid_t>* makers) {
    std::vector<std::string> swept;
    if (segments_.empty()) return swept;
    for (const auto& segment : sysv_segments()) {
        const auto known = segments_.find(segment.id);
        if (known == segments_.end() || known->second <= begin) continue;
        if (makers != nullptr && !makers->contains(segment.made_by)) continue;
        auto object = reap::sweep_sysv_segment(segment, makers == nullptr);
        if (object.outcome != reap::Swept::in_use) swept.push_back(std::move(object.name));
    }
    return swept;
}

void LeftoverFiles::look_for_other_runs(Directory& directory) const {
    if (!directory.attended)
        if (auto opened = os::attend_directory(directory.path))
            directory.attended = std::move(*opened);
    // Where that cannot be asked, nobody can be told from anybody else.
    if (os::has_other_attendants(directory.attended.get()).value_or(true))
        directory.others = looks_;
}

void LeftoverFiles::look_for_files(Directory& directory, WallTime written) const {
    const auto now = os::Clock::now();
    if (written != directory.written) {
        directory.written = written;
        directory.known_since = now;
    } else if (directory.is_settled) {
        return;
    }
    directory.is_settled = now - directory.known_since > grain;

    const bool has_segments = directory.path == reap::posix_segments;
    const auto ours = os::effective_user();
    std::map<std::string, File> files;
    for (auto& name : names_in(directory.path, has_segments)) {
        const auto facts = os::file_facts(AT_FDCWD, directory.path + '/' + name);
        if (!facts || facts->owner != ours) continue;
        if (!facts->is_socket() && !(has_segments && facts->is_regular())) continue;
        File file{facts->inode, facts->made, facts->is_socket(), looks_};
        const auto known = directory.files.find(name);
        if (known != directory.files.end() && known->second.inode == file.inode &&
            known->second.made == file.made)
            file.came = known->second.came;
        files.emplace(std::move(name), file);
    }
    directory.files = std::move(files);
}

std::vector<LeftoverFiles::Found> LeftoverFiles::come_since(Look begin) const {
    std::vector<Found> found;
    for (const auto& directory : directories_)
        for (const auto& [name, file] : directory.files)
            if (file.came > begin)
                found.push_back({directory.path + '/' + name, &file, directory.others});
    return found;
}

// It came after the look before the first that saw it.
bool LeftoverFiles::ran_alone(Ticket test, const Found& found) const {
    const Look came = found.file->came;
    if (found.others && *found.others + 1 >= came) return false;
    for (Ticket other = 0; other < tests_.size(); ++other) {
        const Interval& ran = tests_[other];
        if (other != test && ran.begin < came && (!ran.end || *ran.end >= came)) return false;
    }
    return true;
}

std::vector<std::string> LeftoverFiles::test_ends(Ticket test, const Traces& traces) {
    look();
    auto left = sweep_segments(tests_[test].begin, &traces.pids);
    for (const auto& each : come_since(tests_[test].begin)) {
        const bool sure = traces.files.contains(each.path) || bears_pid(each.path, traces.pids) ||
                          ran_alone(test, each);
        if (sure && swept(each.path, each.file->is_socket, false).outcome != reap::Swept::in_use)
            left.push_back(each.path);
    }
    tests_[test].end = looks_;
    return left;
}

std::vector<std::string> LeftoverFiles::unclaimed() {
    std::vector<std::string> left;
    if (tests_.empty()) return left;
    look();
    left = sweep_segments(tests_.front().begin, nullptr);
    for (const auto& each : come_since(tests_.front().begin))
        if (swept(each.path, each.file->is_socket, true).outcome == reap::Swept::removable)
            left.push_back(each.path);
    return left;
}

std::vector<std::string> socket_directories() {
    auto directories = reap::hangar_socket_directories();
    const char* temporary = std::getenv("TMPDIR");
    directories.emplace_back(temporary != nullptr && *temporary == '/' ? temporary : "/tmp");
    std::error_code failed;
    const auto here = std::filesystem::current_path(failed);
    if (!failed) directories.push_back(here.string());
    return directories;
}

void note_held(pid_t pid, Traces& into) {
    const auto id = os::identify(pid);
    if (!id) return;
    into.pids.insert(pid);
    for (auto& file : reap::files_of(pid, reap::posix_segments)) into.files.insert(std::move(file));
    const auto bound = reap::bound_files_of({*id});
    for (const auto& file : bound.value_or(std::vector<reap::BoundFile>()))
        into.files.insert(file.path);
}

}  // namespace hangar::run
