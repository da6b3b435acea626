// SPDX-License-Identifier: Apache-2.0
// The processes of folder.hpp, in buckets.
#include <fmt/format.h>

#include <array>
#include <hangar/diag/dump/folder.hpp>
#include <hangar/diag/dump/words.hpp>
#include <string_view>

namespace hangar::dump {
namespace {

using snapshot::Process;
using snapshot::Snapshot;

enum class Bucket { live, stopped, zombie, orphaned, outside };
constexpr std::array<std::string_view, 5> bucket_names{"live", "stopped", "zombie", "orphaned",
                                                       "outside, holding an end of something"};

// The most telling one: an orphan that is a zombie is a zombie.
Bucket bucket_of(const Snapshot& snapshot, const Process& process) {
    if (!process.in_tree) return Bucket::outside;
    if (process.ended()) return Bucket::zombie;
    if (process.state == 'T' || process.state == 't') return Bucket::stopped;
    const Process* parent = snapshot.process(process.ppid);
    const bool has_parent = process.pid == snapshot.root || (parent != nullptr && parent->in_tree);
    return has_parent ? Bucket::live : Bucket::orphaned;
}

std::string line_of(const Process& process) {
    return fmt::format("  {} \"{}\", child of {}, {}: {}\n", process.pid, printable(process.name),
                       process.ppid, state_text(process), printable(process.cmdline));
}

}  // namespace

std::string tree_buckets_text(const Snapshot& snapshot) {
    std::array<std::string, bucket_names.size()> lines;
    for (const Process& process : snapshot.processes) {
        if (process.examiner) continue;
        lines[static_cast<std::size_t>(bucket_of(snapshot, process))] += line_of(process);
    }
    std::string text;
    for (std::size_t index = 0; index < bucket_names.size(); ++index)
        text += fmt::format("{}:\n{}", bucket_names[index],
                            lines[index].empty() ? "  none\n" : lines[index]);
    return text;
}

}  // namespace hangar::dump
