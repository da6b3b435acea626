// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include <hangar/diag/os/dir_stream.hpp>
#include <hangar/diag/os/file_facts.hpp>
#include <hangar/diag/os/process.hpp>
#include <hangar/diag/os/stream_socket.hpp>
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

}  // namespace

LeftoverFiles::LeftoverFiles(std::vector<std::string> directories)
    : directories_(std::move(directories)) {
    directories_.emplace_back(reap::posix_segments);
    std::ranges::sort(directories_);
    directories_.erase(std::ranges::unique(directories_).begin(), directories_.end());
}

LeftoverFiles::Ticket LeftoverFiles::test_begins() {
    tests_.push_back({std::chrono::system_clock::now(), std::nullopt});
    return tests_.size() - 1;
}

void LeftoverFiles::forget(Ticket test) {
    tests_[test].end = std::chrono::system_clock::now();
}

std::vector<LeftoverFiles::Found> LeftoverFiles::made_since(WallTime begin) const {
    std::vector<Found> found;
    const auto ours = os::effective_user();
    for (const auto& directory : directories_) {
        const auto itself = os::file_facts(AT_FDCWD, directory);
        if (!itself || itself->written < begin - grain) continue;
        const bool has_segments = directory == reap::posix_segments;
        for (const auto& name : names_in(directory, has_segments)) {
            const auto facts = os::file_facts(AT_FDCWD, directory + '/' + name);
            if (!facts || facts->owner != ours) continue;
            const bool wanted = facts->is_socket() || (has_segments && facts->is_regular());
            if (wanted && facts->made >= begin - grain)
                found.push_back({directory + '/' + name, facts->made, facts->is_socket()});
        }
    }
    return found;
}

bool LeftoverFiles::ran_alone(Ticket test, WallTime since) const {
    for (Ticket other = 0; other < tests_.size(); ++other)
        if (other != test && (!tests_[other].end || *tests_[other].end >= since - grain))
            return false;
    return true;
}

std::vector<std::string> LeftoverFiles::test_ends(Ticket test, const Traces& traces) {
    std::vector<std::string> left;
    for (const auto& each : made_since(tests_[test].begin)) {
        const bool sure = traces.files.contains(each.path) || bears_pid(each.path, traces.pids) ||
                          ran_alone(test, each.made);
        if (sure && swept(each.path, each.is_socket, false).outcome != reap::Swept::in_use)
            left.push_back(each.path);
    }
    forget(test);
    return left;
}

std::vector<std::string> LeftoverFiles::unclaimed() const {
    std::vector<std::string> left;
    if (tests_.empty()) return left;
    for (const auto& each : made_since(tests_.front().begin))
        if (swept(each.path, each.is_socket, true).outcome == reap::Swept::removable)
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
