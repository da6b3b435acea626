// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// Where a process stands in the hierarchies that can freeze it. A value; any thread.
struct FreezerPaths {
    std::string unified;  // cgroup v2; empty: in none
    std::string legacy;   // v1's freezer
    friend bool operator==(const FreezerPaths&, const FreezerPaths&) = default;
};
// From /proc/PID/cgroup; any bytes may come.
[[nodiscard]] FreezerPaths parse_cgroup(std::string_view text);

// Tells whether control groups are frozen: by their own files, each read once. Not synchronised;
// for one reading of many processes, then thrown away.
class CgroupFreezer {
  public:
    // Finds where the hierarchies are mounted. None: nothing counts as frozen.
    CgroupFreezer();
    // False also for what cannot be read.
    [[nodiscard]] bool is_frozen(const ProcDir& process);

  private:
    [[nodiscard]] bool frozen(const std::string& file, std::string_view sign);

    std::string unified_;
    std::string legacy_;
    std::map<std::string, bool> known_;
};

// The mount point of a file system of this type (and option, unless it is empty) in a text like
// /proc/self/mountinfo; empty: there is none.
[[nodiscard]] std::string find_mount(std::string_view mountinfo, std::string_view type,
                                     std::string_view option);

}  // namespace hangar::os
