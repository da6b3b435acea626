// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <compare>
#include <hangar/diag/os/proc_cmdline.hpp>
#include <hangar/diag/os/proc_maps.hpp>
#include <hangar/diag/os/proc_stat.hpp>
#include <hangar/diag/os/process_list.hpp>
#include <hangar/diag/snapshot/sharers.hpp>
#include <map>
#include <set>
#include <string>

namespace hangar::snapshot {
namespace {

// The file behind a mapping; memory without a name has one, too.
struct Backing {
    std::uint32_t major = 0;
    std::uint32_t minor = 0;
    std::uint64_t inode = 0;
    friend auto operator<=>(const Backing&, const Backing&) = default;
};

Backing backing_of(const os::ProcMap& map) {
    return {map.device_major, map.device_minor, map.inode};
}

os::Result<std::vector<os::ProcMap>> maps_of(pid_t pid) {
    return os::ProcDir::open(pid).and_then(os::read_maps);
}

// A memory file can be sent to anybody, and a segment with a key be attached by its key.
bool has_no_name(const os::ProcMap& map) {
    const bool by_key = map.path.starts_with("/SYSV") && map.path != "/SYSV00000000";
    return map.shared && map.deleted && map.inode != 0 && !by_key &&
           !map.path.starts_with("/memfd:");
}

// Memory without a name, the words in it that somebody sleeps on, and who has it mapped.
struct Segment {
    std::string path;  // as it was
    std::vector<FutexWord*> words;
    std::vector<pid_t> sharers;
};
using Segments = std::map<Backing, Segment>;

bool is_shared(const Thread& thread) {
    return thread.wait.word && thread.wait.word->shared_memory;
}

void add_words(Process& process, Segments& segments) {
    if (std::ranges::none_of(process.threads, is_shared)) return;
    const auto maps = maps_of(process.reader_id()).value_or(std::vector<os::ProcMap>());
    for (Thread& thread : process.threads) {
        const os::ProcMap* map =
            is_shared(thread) ? os::find_map(maps, thread.wait.address) : nullptr;
        if (map == nullptr || !has_no_name(*map)) continue;
        Segment& segment = segments[backing_of(*map)];
        segment.path = map->path;
        segment.words.push_back(&*thread.wait.word);
    }
}

void add_sharer(pid_t pid, const std::vector<os::ProcMap>& maps, Segments& segments) {
    for (const os::ProcMap& map : maps) {
        const auto found = map.shared ? segments.find(backing_of(map)) : segments.end();
        if (found == segments.end()) continue;
        auto& sharers = found->second.sharers;
        if (sharers.empty() || sharers.back() != pid) sharers.push_back(pid);
    }
}

// A fork that was followed by no exec, which would have left the memory behind, keeps both.
bool may_be_a_fork_of_one_kind(const Snapshot& snapshot, const os::ProcDir& dir,
                               const std::string& name) {
    const std::string command = os::describe_command(dir);
    const auto is_like = [&](const Process& process) {
        return process.in_tree && (process.name == name || process.cmdline == command);
    };
    return std::ranges::any_of(snapshot.processes, is_like);
}

// Of the tree, or of its session: one that may have inherited what the tree has. A session tells
// root little: what even root may not read is of another domain, the machine's init, say, whose
// session a container may well be in.
bool is_near(const Snapshot& snapshot, pid_t pid) {
    const auto is = [pid](const Process& process) { return process.pid == pid; };
    const auto found = std::ranges::find_if(snapshot.processes, is);
    if (found != snapshot.processes.end() && found->in_tree) return true;
    const auto dir = os::ProcDir::open(pid);
    const auto stat = dir.and_then(os::read_stat);
    if (!stat || stat->session != snapshot.processes.front().session) return false;
    return ::geteuid() != 0 || may_be_a_fork_of_one_kind(snapshot, *dir, stat->comm);
}

// False: somebody who may well share it cannot be read.
bool add_sharers(const Snapshot& snapshot, pid_t pid, Segments& segments) {
    const auto maps = maps_of(pid);
    if (maps) {
        add_sharer(pid, *maps, segments);
        return true;
    }
    const os::Error& error = maps.error();
    const bool forbidden = error.code == EACCES || error.code == EPERM;
    return os::is_gone(error) || (forbidden && !is_near(snapshot, pid));
}

// Whether a process that does not have it mapped could do that yet.
bool may_come_to_share(const Process& process, const Backing& backing, const Segment& segment) {
    if (segment.path == "/dev/zero" || process.examiner || process.ended()) return false;
    if (std::ranges::count(segment.sharers, process.pid) != 0) return false;
    const bool by_its_id = segment.path.starts_with("/SYSV");
    if (process.in_tree && (by_its_id || !process.fds_known)) return true;
    const auto is_open_on_it = [&backing](const Descriptor& fd) {
        return fd.kind == FdKind::file && fd.inode == backing.inode;
    };
    return std::ranges::any_of(process.fds, is_open_on_it);
}

// Whether an id means the same thread to all of them: they are of one pid namespace.
bool count_alike(const std::vector<pid_t>& pids) {
    std::set<std::string> namespaces;
    for (const pid_t pid : pids) {
        const auto link = os::ProcDir::open(pid).and_then(
            [](const os::ProcDir& dir) { return dir.link("ns/pid"); });
        if (!link) return false;
        namespaces.insert(*link);
    }
    return namespaces.size() <= 1;
}

void set_sharers(FutexWord& word, const std::vector<pid_t>& pids) {
    word.sharers = pids;
    if (word.process_shared && word.owner && !count_alike(pids)) word.owner_unknown = true;
}

}  // namespace

void find_sharers(Snapshot& snapshot, os::Deadline deadline) {
    Segments segments;
    for (Process& process : snapshot.processes) add_words(process, segments);
    if (segments.empty()) return;
    const auto all = os::all_processes();
    if (!all) return;
    for (const pid_t pid : *all)
        if (deadline.passed() || !add_sharers(snapshot, pid, segments)) return;
    for (const auto& entry : segments) {
        const auto may_come = [&entry](const Process& process) {
            return may_come_to_share(process, entry.first, entry.second);
        };
        if (std::ranges::any_of(snapshot.processes, may_come)) continue;
        for (FutexWord* word : entry.second.words) set_sharers(*word, entry.second.sharers);
    }
}

}  // namespace hangar::snapshot
