// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <string>

#include <hangar/diag/os/proc_text.hpp>
#include <hangar/harness/run/partition.hpp>

namespace hangar::run {
namespace {

// FNV-1a: the same on every machine, which std::hash need not be.
std::uint64_t stable_hash(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    return hash;
}

std::size_t place_of(const Partition& partition, std::size_t number, const Program& program,
                     const PlannedTest& test) {
    switch (partition.by) {
        case Partition::By::slice:
            return number;
        case Partition::By::hash:
            return stable_hash(program.name + ' ' + test.info.name);
    }
    return 0;
}

}  // namespace

std::optional<Partition> parse_partition(std::string_view text) {
    Partition partition;
    const auto kind = os::cut(text, ':');
    if (kind == "hash")
        partition.by = Partition::By::hash;
    else if (kind != "slice")
        return std::nullopt;
    const auto index = os::parse_number<std::size_t>(os::cut(text, '/'));
    const auto total = os::parse_number<std::size_t>(text);
    if (!index || !total || *index < 1 || *index > *total) return std::nullopt;
    partition.index = *index;
    partition.total = *total;
    return partition;
}

void keep_share(std::vector<Program>& programs, const Partition& partition) {
    std::size_t number = 0;
    for (auto& program : programs)
        std::erase_if(program.tests, [&](const PlannedTest& test) {
            const auto place = place_of(partition, number++, program, test);
            return place % partition.total != partition.index - 1;
        });
}

}  // namespace hangar::run
