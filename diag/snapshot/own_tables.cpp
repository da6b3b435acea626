// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <hangar/diag/os/fd_state.hpp>
#include <hangar/diag/os/proc_fds.hpp>
#include <hangar/diag/snapshot/own_tables.hpp>
#include <optional>

namespace hangar::snapshot {
namespace {

using Links = os::Result<std::vector<os::OpenFd>>;

bool are_equal(const Links& a, const Links& b) {
    return a && b && std::ranges::equal(*a, *b, [](const os::OpenFd& one, const os::OpenFd& other) {
               return one.number == other.number && one.target == other.target;
           });
}

// A process's table, with which those of its threads are compared.
class MainTable {
  public:
    MainTable(const os::ProcDir& dir, pid_t tid) : dir_(dir), tid_(tid) {}

    [[nodiscard]] bool is_not_that_of(pid_t tid) {
        const auto same = os::same_descriptors(tid_, tid);
        if (same) return !*same;
        return !os::is_gone(same.error()) && !looks_like(tid);
    }

  private:
    // One link is refused as all are, and a list of them takes far longer.
    [[nodiscard]] Links links_of(pid_t tid) const {
        const auto exe = dir_.link(fmt::format("task/{}/exe", tid));
        if (!exe && !os::is_gone(exe.error())) return tl::unexpected(exe.error());
        return dir_.task(tid).and_then(os::read_fds);
    }

    // Read once for all threads, and again for one that differs: it may have changed meanwhile.
    [[nodiscard]] bool looks_like(pid_t tid) {
        const Links theirs = links_of(tid);
        if (!theirs) return false;
        if (!links_) links_ = links_of(tid_);
        if (!*links_ || are_equal(theirs, *links_)) return links_->has_value();
        links_ = links_of(tid_);
        return are_equal(theirs, *links_);
    }

    const os::ProcDir& dir_;
    const pid_t tid_;
    std::optional<Links> links_;
};

}  // namespace

os::Result<std::vector<pid_t>> threads_with_own_descriptors(const os::ProcDir& dir, pid_t table,
                                                            const std::vector<pid_t>& tids,
                                                            os::Deadline deadline) {
    MainTable main(dir, table);
    std::vector<pid_t> own;
    for (const pid_t tid : tids) {
        if (deadline.passed()) return os::error(ETIMEDOUT, "compare", dir.path() + "/task");
        if (tid != table && main.is_not_that_of(tid)) own.push_back(tid);
    }
    return own;
}

}  // namespace hangar::snapshot
