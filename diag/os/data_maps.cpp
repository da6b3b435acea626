// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/ioctl.h>

#include <cerrno>
#include <hangar/diag/os/data_maps.hpp>
#include <hangar/diag/os/fd.hpp>

namespace hangar::os {
namespace {

// struct procmap_query of Linux 6.11, newer than the headers that we are built with.
struct Question {
    std::uint64_t size = sizeof(Question);
    std::uint64_t asked = 0;
    std::uint64_t address = 0;
    std::uint64_t start = 0;
    std::uint64_t end = 0;
    std::uint64_t flags = 0;
    std::uint64_t page_size = 0;
    std::uint64_t offset = 0;
    std::uint64_t inode = 0;
    std::uint32_t device_major = 0;
    std::uint32_t device_minor = 0;
    std::uint32_t name_size = 0;  // 0: it is not asked for
    std::uint32_t build_id_size = 0;
    std::uint64_t name = 0;
    std::uint64_t build_id = 0;
};
static_assert(sizeof(Question) == 104);

constexpr std::uint64_t readable = 1;
constexpr std::uint64_t writable = 2;
constexpr std::uint64_t executable = 4;
constexpr std::uint64_t shared = 8;
constexpr std::uint64_t or_the_next = 16;
constexpr std::uint64_t of_a_file = 32;

bool is_data(const ProcMap& map) {
    return map.readable && map.writable && !map.shared && map.inode != 0;
}

ProcMap map_of(const Question& answer) {
    return {.start = answer.start,
            .end = answer.end,
            .offset = answer.offset,
            .inode = answer.inode,
            .device_major = answer.device_major,
            .device_minor = answer.device_minor,
            .readable = (answer.flags & readable) != 0,
            .writable = (answer.flags & writable) != 0,
            .executable = (answer.flags & executable) != 0,
            .shared = (answer.flags & shared) != 0,
            .deleted = false,
            .path = {}};
}

Result<std::vector<ProcMap>> ask(const Fd& maps, const std::string& path) {
    std::vector<ProcMap> found;
    for (std::uint64_t address = 0;;) {
        Question question;
        question.asked = readable | writable | or_the_next | of_a_file;
        question.address = address;
        if (::ioctl(maps.get(), _IOWR('f', 17, Question), &question) != 0) {
            // None is left, or there is no memory at all: a zombie, a kernel thread.
            if (errno == ENOENT || errno == ESRCH) return found;
            return last_error("ask for the mappings", path);
        }
        address = question.end;
        const ProcMap map = map_of(question);
        if (is_data(map)) found.push_back(map);
    }
}

}  // namespace

Result<std::vector<ProcMap>> read_data_maps_by_line(const ProcDir& process) {
    auto maps = read_maps(process);
    if (!maps) return maps;
    std::erase_if(*maps, [](const ProcMap& map) { return !is_data(map); });
    for (ProcMap& map : *maps) {
        map.path.clear();
        map.deleted = false;
    }
    return maps;
}

Result<std::vector<ProcMap>> read_data_maps(const ProcDir& process) {
    const auto maps = open_file(process.fd(), "maps", O_RDONLY);
    if (!maps) return tl::unexpected(maps.error());
    auto found = ask(*maps, process.path() + "/maps");
    const bool is_older = !found && (found.error().code == ENOTTY || found.error().code == EINVAL);
    return is_older ? read_data_maps_by_line(process) : found;
}

}  // namespace hangar::os
