// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <hangar/harness/events/wall_clock.hpp>
#include <hangar/harness/report/html.hpp>
#include <hangar/harness/report/journal_codec.hpp>
#include <hangar/harness/report/junit.hpp>
#include <hangar/harness/run/reporters.hpp>

namespace hangar::run {
namespace {

// A file that nobody can be charged with is only named.
bool is_stray_process(const events::Event& event) {
    const auto* strays = std::get_if<events::StraysEnded>(&event);
    return strays != nullptr && std::ranges::any_of(strays->processes, [](const auto& each) {
               return each.path.empty();
           });
}

}  // namespace

void Reporters::tell(const events::Stamped& happened) {
    trouble_ = trouble_ || std::holds_alternative<events::RunnerTrouble>(happened.event);
    strays_ = strays_ || is_stray_process(happened.event);
    journal_.on(happened);
    if (stream_) stream_(report::encode(happened));
    record_.on(happened);
    for (auto* sink : others_) sink->on(happened);  // a bar goes before the last words
    console_.on(happened);
    watch_journal();
}

void Reporters::tell(events::Event event) {
    tell(events::Stamped{events::wall_now(), std::move(event)});
}

void Reporters::watch_journal() {
    if (!journal_.trouble() || journal_trouble_told_) return;
    journal_trouble_told_ = true;
    tell(events::RunnerTrouble{"the journal is not complete: " + journal_.trouble()->message()});
}

int Reporters::close(int interrupted_by, events::WallTime started) {
    if (const auto written = report::write_junit(record_, folder_); !written)
        tell(events::RunnerTrouble{"junit.xml is not written: " + written.error().message()});
    if (const auto written = report::write_html(record_, folder_); !written)
        tell(events::RunnerTrouble{"report.html is not written: " + written.error().message()});
    const auto counts = record_.counts();
    events::RunFinished end;
    end.passed = counts.passed;
    end.failed = counts.failed;
    end.skipped = counts.skipped;
    end.not_run = counts.not_run;
    end.exit_status = exit_status(counts, interrupted_by);
    end.duration = events::wall_now() - started;
    tell(end);
    return exit_status(counts, interrupted_by);
}

bool Reporters::nothing_ran() const {
    const auto counts = record_.counts();
    return counts.passed + counts.failed + counts.skipped == 0;
}

int Reporters::exit_status(const report::Counts& counts, int interrupted_by) const {
    if (interrupted_by != 0) return 128 + interrupted_by;
    if (trouble_) return static_cast<int>(ExitStatus::internal_error);
    const bool spoilt = strays_ && leaks_ == Leaks::fail;
    if (counts.failed > 0 || spoilt) return static_cast<int>(ExitStatus::some_failed);
    if (nothing_ran()) return static_cast<int>(ExitStatus::nothing_ran);
    return static_cast<int>(ExitStatus::all_passed);
}

}  // namespace hangar::run
