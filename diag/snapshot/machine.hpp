// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <set>

#include <hangar/diag/os/cgroup_freezer.hpp>
#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/snapshot/open_files.hpp>

namespace hangar::snapshot {

// What is read once for all processes of a snapshot. Not synchronised.
class Machine {
  public:
    Machine();

    [[nodiscard]] bool is_frozen(const os::ProcDir& process) {
        if (!freezer_) freezer_.emplace();
        return freezer_->is_frozen(process);
    }
    // Whether anybody had a file with this number locked when this object was made; also where
    // that cannot be told.
    [[nodiscard]] bool may_be_locked(std::uint64_t inode) const {
        return !locked_ || locked_->contains(inode);
    }

    [[nodiscard]] OpenFiles& open_files() noexcept { return open_files_; }

  private:
    std::optional<os::CgroupFreezer> freezer_;  // where anybody asks
    OpenFiles open_files_;
    std::optional<std::set<std::uint64_t>> locked_;
};

}  // namespace hangar::snapshot
