// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include <hangar/diag/os/process_tag.hpp>
#include <hangar/diag/os/result.hpp>
#include <hangar/diag/reap/run_id.hpp>

namespace hangar::reap {

// What a process carries of the run that it stems from. A value; any thread.
struct Origin {
    std::optional<os::ProcessTag> tag;  // cannot be shed; there may be none on this machine
    std::optional<std::string> run_id;  // HANGAR_RUN_ID, as it was started with

    // Whether it stems from any run, by either.
    [[nodiscard]] bool any() const noexcept { return tag || run_id; }
    // Whether its run has ended; empty if nobody can tell.
    [[nodiscard]] std::optional<bool> run_is_over() const;
};

// Errors: ESRCH; EACCES, EPERM: another user's, or one that forbids being looked at.
[[nodiscard]] os::Result<Origin> origin_of(pid_t pid);

// Whether a process stems from one certain run. A tag that some run gave goes before the variable,
// which a process may have been given by hand.
class RunMembership {
  public:
    explicit RunMembership(std::string run_id)
        : text_(std::move(run_id)), id_(RunId::parse(text_)) {}

    [[nodiscard]] const std::string& text() const noexcept { return text_; }
    // Empty for a name that hangar did not give.
    [[nodiscard]] const std::optional<RunId>& id() const noexcept { return id_; }
    [[nodiscard]] bool owns(const Origin& origin) const;
    // What cannot be looked at stems from elsewhere.
    [[nodiscard]] bool owns(pid_t pid) const;

  private:
    std::string text_;
    std::optional<RunId> id_;
};

}  // namespace hangar::reap
