// SPDX-License-Identifier: Apache-2.0
#include <hangar/harness/report/journal_reader.hpp>
#include <hangar/harness/run/rerun.hpp>

namespace hangar::run {
namespace {

bool did_not_pass(const report::TestRecord& test) {
    if (!test.last()) return test.started;
    return events::verdict(*test.last()) == events::Verdict::failed;
}

}  // namespace

FailedBefore::FailedBefore(const report::RunRecord& run) {
    for (const auto& program : run.programs()) {
        programs_.push_back(program.path);
        if (program.listing_failure) unlisted_.insert(program.path);
        for (const auto& test : program.tests)
            if (did_not_pass(test)) tests_[program.path].insert(test.info.name);
    }
}

os::Result<FailedBefore> FailedBefore::read(const std::string& folder) {
    const auto journal = report::read_journal(folder + "/events.jsonl");
    if (!journal) return tl::unexpected(journal.error());
    report::RunRecord run;
    for (const auto& event : journal->events) run.on(event);
    return FailedBefore(run);
}

bool FailedBefore::contains(const std::string& path, const std::string& test) const {
    if (unlisted_.contains(path)) return true;
    const auto found = tests_.find(path);
    return found != tests_.end() && found->second.contains(test);
}

}  // namespace hangar::run
