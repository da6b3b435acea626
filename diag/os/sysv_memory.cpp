// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <sys/shm.h>

#include <cerrno>
#include <hangar/diag/os/sysv_memory.hpp>

namespace hangar::os {
namespace {

// Linux: by its index in the kernel's table, whoever's it is; yields its id, or -1.
int segment_at(int index, shmid_ds& into) {
    return ::shmctl(index, SHM_STAT_ANY, &into);
}

SysvSegment described(int id, const shmid_ds& from) {
    SysvSegment segment;
    segment.id = id;
    segment.key = from.shm_perm.__key;
    segment.owner = from.shm_perm.uid;
    segment.creator = from.shm_perm.cuid;
    segment.size = from.shm_segsz;
    segment.attached = from.shm_nattch;
    segment.made_by = from.shm_cpid;
    segment.last_used_by = from.shm_lpid;
    segment.changed = from.shm_ctime;
    return segment;
}

}  // namespace

Result<std::vector<SysvSegment>> list_sysv_segments() {
    shm_info summary{};
    const int last =
        ::shmctl(0, SHM_INFO, reinterpret_cast<shmid_ds*>(&summary));  // the call's own way
    if (last < 0) return last_error("shmctl", "SHM_INFO");
    std::vector<SysvSegment> segments;
    for (int index = 0; index <= last; ++index) {
        shmid_ds state{};
        const int id = segment_at(index, state);
        if (id >= 0) segments.push_back(described(id, state));
    }
    return segments;
}

Status remove_sysv_segment(int id) {
    if (::shmctl(id, IPC_RMID, nullptr) != 0) return last_error("shmctl", fmt::format("{}", id));
    return {};
}

}  // namespace hangar::os
