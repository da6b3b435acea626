// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <compare>
#include <hangar/diag/os/proc_maps.hpp>
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

std::vector<os::ProcMap> maps_of(pid_t pid) {
    return os::ProcDir::open(pid).and_then(os::read_maps).value_or(std::vector<os::ProcMap>());
}

// A memory file can be sent to anybody, and a segment with a key be attached by its key.
bool has_no_name(const os::ProcMap& map) {
    const bool by_key = map.path.starts_with("/SYSV") && map.path != "/SYSV00000000";
    return map.shared && map.deleted && map.inode != 0 && !by_key &&
           !map.path.starts_with("/memfd:");
}

using Words = std::map<Backing, std::vector<FutexWord*>>;

bool is_shared(const Thread& thread) {
    return thread.wait.word && thread.wait.word->shared_memory;
}

void add_words(Process& process, Words& words) {
    if (std::ranges::none_of(process.threads, is_shared)) return;
    const auto maps = maps_of(process.reader_id());
    for (Thread& thread : process.threads) {
        const os::ProcMap* map =
            is_shared(thread) ? os::find_map(maps, thread.wait.address) : nullptr;
        if (map != nullptr && has_no_name(*map))
            words[backing_of(*map)].push_back(&*thread.wait.word);
    }
}

void add_sharer(pid_t pid, std::map<Backing, std::vector<pid_t>>& sharers) {
    for (const os::ProcMap& map : maps_of(pid)) {
        const auto found = map.shared ? sharers.find(backing_of(map)) : sharers.end();
        if (found == sharers.end()) continue;
        if (found->second.empty() || found->second.back() != pid) found->second.push_back(pid);
    }
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
    Words words;
    for (Process& process : snapshot.processes) add_words(process, words);
    if (words.empty()) return;
    std::map<Backing, std::vector<pid_t>> sharers;
    for (const auto& [backing, sleeping] : words) sharers[backing];
    const auto all = os::all_processes();
    if (!all) return;
    for (const pid_t pid : *all) {
        if (deadline.passed()) return;
        add_sharer(pid, sharers);
    }
    for (const auto& [backing, sleeping] : words)
        for (FutexWord* word : sleeping) set_sharers(*word, sharers[backing]);
}

}  // namespace hangar::snapshot
