// SPDX-License-Identifier: Apache-2.0
// What a session does before the first test runs: it asks the programs for their tests.
#include <signal.h>

#include <algorithm>

#include <hangar/diag/os/job_control.hpp>
#include <hangar/harness/events/wall_clock.hpp>
#include <hangar/harness/report/journal_codec.hpp>
#include <hangar/harness/run/session.hpp>

namespace hangar::run {
namespace {

bool is_interruption(int signal) {
    return signal != SIGUSR1 && signal != SIGTSTP;
}

}  // namespace

runtime::Task<void> Session::list_programs(runtime::SignalStream& signals) {
    auto body = [&](runtime::Nursery& nursery) -> runtime::Task<void> {
        auto interruption = [&] { return await_interruption(signals, nursery); };
        nursery.start_soon(interruption, "signals");
        auto list = [this](runtime::Nursery& listers) -> runtime::Task<void> {
            for (int i = 0; i < options_.jobs; ++i)
                listers.start_soon([this] { return list_some(); }, "lister");
            co_return;
        };
        auto listed = runtime::with_nursery(list);
        co_await std::move(listed);
        nursery.cancel("every program is listed");
    };
    auto joined = runtime::with_nursery(body);
    co_await std::move(joined);
}

runtime::Task<void> Session::list_some() {
    while (next_listing_ < programs_.size()) {
        const std::size_t mine = next_listing_++;
        listings_[mine] = co_await list_tests(services_, programs_[mine].path);
    }
}

runtime::Task<void> Session::await_interruption(runtime::SignalStream& signals,
                                                runtime::Nursery& nursery) {
    while (interrupted_by_ == 0) {
        const auto came = co_await signals.next();
        if (std::ranges::find(came, SIGTSTP) != came.end()) os::stop_this_process();
        const auto ending = std::ranges::find_if(came, is_interruption);
        if (ending != came.end()) interrupted_by_ = *ending;
    }
    nursery.cancel("interrupted");
}

std::optional<ExitStatus> Session::complain_of_unusable() const {
    std::optional<ExitStatus> worst;
    for (std::size_t i = 0; i < programs_.size(); ++i) {
        const auto* problem = problem_of(listings_[i]);
        if (!problem || problem->kind == ListingProblem::Kind::failed) continue;
        const bool is_ours = problem->kind == ListingProblem::Kind::not_asked;
        const auto status = is_ours ? ExitStatus::internal_error : ExitStatus::usage;
        complain(programs_[i].path + ": " + problem->summary, status);
        worst = std::max(status, worst.value_or(status));
    }
    return worst;
}

events::Event Session::listed(std::size_t number) const {
    const Program& program = programs_[number];
    if (const auto* problem = problem_of(listings_[number]))
        return events::ListingFailed{program.name, program.path, problem->summary};
    events::TestsListed listed{program.name, program.path, {}, program.disabled};
    for (const auto& test : program.tests) listed.tests.push_back(test.info);
    return listed;
}

std::string Session::list_text(std::size_t number) const {
    if (options_.json) return report::encode({events::wall_now(), listed(number)});
    std::string lines;
    const Program& program = programs_[number];
    for (const auto& test : program.tests) lines += program.name + ' ' + test.info.name + '\n';
    return lines;
}

int Session::print_list() const {
    bool any = false;
    bool failed = false;
    for (std::size_t i = 0; i < programs_.size(); ++i) {
        host_.out(list_text(i));
        any = any || !programs_[i].tests.empty();
        if (const auto* problem = problem_of(listings_[i])) {
            complain(programs_[i].path + ": " + problem->summary, ExitStatus::some_failed);
            failed = true;
        }
    }
    if (failed) return static_cast<int>(ExitStatus::some_failed);
    return static_cast<int>(any ? ExitStatus::all_passed : ExitStatus::nothing_ran);
}

}  // namespace hangar::run
