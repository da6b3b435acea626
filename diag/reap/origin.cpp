// SPDX-License-Identifier: Apache-2.0
#include <hangar/diag/os/proc_environ.hpp>
#include <hangar/diag/reap/origin.hpp>

namespace hangar::reap {

std::optional<bool> Origin::run_is_over() const {
    const auto by_tag = tag ? tagged_run_is_over(*tag) : std::nullopt;
    const auto named = run_id ? RunId::parse(*run_id) : std::nullopt;
    // The name is more exact, if the two are of the same run.
    if (named && (!by_tag || named->owns(*tag))) return named->is_over();
    return by_tag;
}

os::Result<Origin> origin_of(pid_t pid) {
    Origin origin;
    const auto tag = os::process_tag(pid);
    if (tag) origin.tag = *tag;
    const auto dir = os::ProcDir::open(pid);
    if (!dir) return tl::unexpected(dir.error());
    auto variable = os::read_variable(*dir, "HANGAR_RUN_ID");
    if (!variable && !origin.tag) return tl::unexpected(variable.error());
    if (variable) origin.run_id = *std::move(variable);
    return origin;
}

bool RunMembership::owns(const Origin& origin) const {
    if (id_ && origin.tag && tagged_run_is_over(*origin.tag)) return id_->owns(*origin.tag);
    return origin.run_id == text_;
}

bool RunMembership::owns(pid_t pid) const {
    const auto origin = origin_of(pid);
    return origin && owns(*origin);
}

}  // namespace hangar::reap
