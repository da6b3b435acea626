// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <hangar/backends/runtime/async_fd.hpp>
#include <hangar/harness/run/dispatcher.hpp>
#include <hangar/harness/run/guardian.hpp>
#include <hangar/harness/run/history.hpp>
#include <hangar/harness/run/lister.hpp>
#include <hangar/harness/run/plan.hpp>
#include <hangar/harness/run/run.hpp>
#include <hangar/harness/run/run_folder.hpp>

namespace hangar::run {

// One run from its first look at the programs to its exit status. On the loop; once.
class Session {
  public:
    Session(const Options& options, const Host& host, const reap::RunId& id, Launcher launcher,
            Shard shard, const FailedBefore* earlier);
    // Requires: one thread; before run().
    [[nodiscard]] os::Status post_guardian();
    // When all has ended in order.
    void dismiss_guardian() noexcept { guardian_->dismiss(); }
    [[nodiscard]] runtime::Task<int> run();

  private:
    runtime::Task<void> list_programs(runtime::SignalStream& signals);
    runtime::Task<void> list_some();
    runtime::Task<void> await_interruption(runtime::SignalStream& signals,
                                           runtime::Nursery& nursery);
    // What to end with, if it complained.
    [[nodiscard]] std::optional<ExitStatus> complain_of_unusable() const;
    // What is known of that program: its tests, or why there are none.
    [[nodiscard]] events::Event listed(std::size_t number) const;
    [[nodiscard]] std::string list_text(std::size_t number) const;
    int print_list() const;

    runtime::Task<int> run_tests(runtime::SignalStream& signals, RunFolder folder);
    runtime::Task<void> end_strays(Reporters& reporters);
    void name_strays(std::vector<events::LeakedProcess> processes, Reporters& reporters);
    void announce(Reporters& reporters) const;
    void say_launchers(TestLauncher& tests) const;
    void choose_tests();
    [[nodiscard]] bool order_is_free() const;
    Schedule schedule();
    void remember(Reporters& reporters) const;
    [[nodiscard]] std::string variable(std::string_view name) const;
    [[nodiscard]] report::Console::Rerun rerun_text() const;
    int complain(const std::string& message, ExitStatus status) const;

    const Options& options_;
    const Host& host_;
    Launcher launcher_;
    reap::RunId run_id_;
    ChildEnvironment environment_;
    Orphans orphans_;
    LeftoverFiles leftovers_{socket_directories()};
    std::optional<Guardian> guardian_;
    runtime::Channel<events::Stamped> reports_{64};
    Services services_;
    Selector selector_;
    RuleBook rules_;
    History history_;
    std::vector<Program> programs_;
    std::vector<Listing> listings_;
    std::size_t next_listing_ = 0;
    std::optional<std::uint64_t> seed_;  // of the order, when it is shuffled
    int interrupted_by_ = 0;
};

// The signals that the dispatcher heeds: those that end a run, stop it, and the query. Without
// those of the terminal that whoever started us ignores: nohup's SIGHUP, a script's `&`'s SIGINT.
[[nodiscard]] os::SignalSet run_signals();

}  // namespace hangar::run
