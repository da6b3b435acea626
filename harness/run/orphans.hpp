// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <vector>

#include <hangar/backends/runtime/task.hpp>
#include <hangar/diag/os/own_children.hpp>
#include <hangar/diag/os/pidfd.hpp>
#include <hangar/diag/os/process_tag.hpp>
#include <hangar/harness/events/event.hpp>

namespace hangar::run {

// Where a process may come from: one attempt at a test.
struct Lineage {
    os::ProcessTag tag = 0;
    pid_t leader = 0;  // of its process group
    std::string test;  // HANGAR_TEST, as its children inherit it, unless they shed it
};

// The runner is a subreaper: whoever loses his parent in a test becomes the runner's child. This
// tells whose they are, and ends them. Only the runner's thread may touch it.
class Orphans {
  public:
    // Processes that the runner itself launched are no orphans until they are collected.
    void launched(pid_t leader) { leaders_.insert(leader); }
    void collected(pid_t leader) { leaders_.erase(leader); }

    // While one lives, a child that nobody knows may be one that is being launched by another
    // process: those that end are collected later, by whoever knows them.
    class Expectation {
      public:
        explicit Expectation(Orphans& orphans) noexcept : orphans_(orphans) {
            ++orphans_.expected_;
        }
        ~Expectation() { --orphans_.expected_; }
        Expectation(const Expectation&) = delete;
        Expectation& operator=(const Expectation&) = delete;

      private:
        Orphans& orphans_;
    };

    // The orphans of that origin that are alive, with all their descendants. Those that have ended
    // are collected, unless another origin is written on them.
    [[nodiscard]] std::vector<os::Pidfd> living(const Lineage& origin) const;
    // Collects all that have ended, so that a long test cannot fill the process table.
    void collect_ended() const;
    // Those whose origin nobody can tell, or whose test is long over.
    [[nodiscard]] std::vector<os::Pidfd> living() const;

  private:
    // Of the children that `may` be meant, by their number alone, those that are.
    template <class May, class Belongs>
    std::vector<os::Pidfd> find(May may, Belongs belongs) const;
    // Adds those that have ended to `gone`.
    template <class May, class Belongs>
    std::vector<os::Pidfd> find_once(May may, Belongs belongs, std::set<pid_t>& gone) const;

    os::Result<os::OwnChildren> children_ = os::OwnChildren::open();
    std::set<pid_t> leaders_;
    int expected_ = 0;
};

// Waits until all have ended, for at most `limit`; whether they have.
[[nodiscard]] runtime::Task<bool> all_ended(const std::vector<os::Pidfd>& processes,
                                            os::Duration limit);

// Pid and command line of each that has not ended.
[[nodiscard]] std::vector<events::LeakedProcess> describe_living(
    const std::vector<os::Pidfd>& processes);

}  // namespace hangar::run
