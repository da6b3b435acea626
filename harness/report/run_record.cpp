// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <hangar/harness/report/run_record.hpp>

namespace hangar::report {

const events::TestFinished* TestRecord::last() const noexcept {
    if (attempts.empty()) return nullptr;
    const auto decides = std::ranges::find_if(attempts, [](const events::TestFinished& end) {
        return !end.retried && events::verdict(end) == events::Verdict::failed;
    });
    return decides != attempts.end() ? &*decides : &attempts.back();
}

void RunRecord::on(const events::Stamped& happened) {
    ended_at_ = happened.at;
    std::visit(events::Visitor{
                   [&](const events::RunStarted& event) {
                       run_ = event;
                       started_at_ = happened.at;
                   },
                   [&](const events::TestsListed& event) { take(event); },
                   [&](const events::ListingFailed& event) { take(event); },
                   [&](const events::TestStarted& event) {
                       TestRecord& record = test(event.test);
                       record.started = true;
                       record.started_at = happened.at;
                   },
                   [](const events::TestSlow&) {},
                   [](const events::TestStretched&) {},
                   [](const events::TestExamined&) {},
                   [&](const events::TestFinished& event) {
                       TestRecord& record = test(event.test);
                       record.attempts.push_back(event);
                       record.ended_at.push_back(happened.at);
                   },
                   [](const events::StraysEnded&) {},
                   [](const events::RunInterrupted&) {},
                   [](const events::RunnerTrouble&) {},
                   [](const events::RunFinished&) {},
               },
               happened.event);
}

void RunRecord::take(const events::TestsListed& event) {
    program(event.binary).path = event.path;
    for (const auto& info : event.tests) test({event.binary, info.name, 1}).info = info;
    for (const auto& info : event.disabled) {
        TestRecord& record = test({event.binary, info.name, 1});
        record.info = info;
        record.disabled = true;
    }
}

void RunRecord::take(const events::ListingFailed& event) {
    ProgramRecord& record = program(event.binary);
    record.path = event.path;
    record.listing_failure = event.summary;
}

ProgramRecord& RunRecord::program(const std::string& binary) {
    const auto found = std::ranges::find(programs_, binary, &ProgramRecord::binary);
    if (found != programs_.end()) return *found;
    return programs_.emplace_back(ProgramRecord{binary, {}, {}, {}});
}

// A test that was never listed (the line was lost) is taken in all the same.
TestRecord& RunRecord::test(const events::TestRef& ref) {
    const auto [entry, fresh] = index_.try_emplace({ref.binary, ref.test});
    if (fresh) {
        ProgramRecord& owner = program(ref.binary);
        const auto at = static_cast<std::size_t>(&owner - programs_.data());
        entry->second = {at, owner.tests.size()};
        owner.tests.emplace_back().info.name = ref.test;
    }
    return programs_[entry->second.first].tests[entry->second.second];
}

Counts RunRecord::counts() const {
    Counts sum;
    for (const auto& record : programs_) {
        const Counts part = counts_of(record);
        sum.passed += part.passed;
        sum.failed += part.failed;
        sum.skipped += part.skipped;
        sum.disabled += part.disabled;
        sum.not_run += part.not_run;
        sum.flaky += part.flaky;
    }
    return sum;
}

Counts counts_of(const ProgramRecord& program) {
    Counts counts;
    if (program.listing_failure) ++counts.failed;
    for (const auto& test : program.tests) {
        if (const auto* last = test.last()) {
            if (last->flaky) ++counts.flaky;
            switch (events::verdict(*last)) {
                case events::Verdict::passed:
                    ++counts.passed;
                    break;
                case events::Verdict::failed:
                    ++counts.failed;
                    break;
                case events::Verdict::skipped:
                    ++counts.skipped;
                    break;
            }
        } else if (test.disabled) {
            ++counts.disabled;
        } else {
            ++counts.not_run;
        }
    }
    return counts;
}

}  // namespace hangar::report
