// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <hangar/harness/report/console.hpp>
#include <hangar/harness/report/journal_writer.hpp>
#include <hangar/harness/report/run_record.hpp>
#include <hangar/harness/run/options.hpp>

namespace hangar::run {

// Everyone who hears what happens: the journal, the record that the JUnit document is made of, the
// console. Trouble with one is told to the others, and the run goes on. Belongs to the dispatcher.
class Reporters {
  public:
    Reporters(report::JournalWriter journal, report::Console& console, std::string folder,
              Leaks leaks)
        : journal_(std::move(journal)),
          console_(console),
          folder_(std::move(folder)),
          leaks_(leaks) {}

    // Each event from now on, as its line of the journal.
    void stream_to(std::function<void(std::string_view)> write) { stream_ = std::move(write); }

    // Somebody else who hears everything; outlives this.
    void add(events::Sink& sink) { others_.push_back(&sink); }

    void tell(const events::Stamped& happened);
    void tell(events::Event event);  // it happened now
    // The JUnit document, then the run's end, with the exit status that it comes to.
    int close(int interrupted_by, events::WallTime started);

    [[nodiscard]] bool nothing_ran() const;
    [[nodiscard]] const report::RunRecord& record() const noexcept { return record_; }

  private:
    void watch_journal();
    [[nodiscard]] int exit_status(const report::Counts& counts, int interrupted_by) const;

    report::JournalWriter journal_;
    std::function<void(std::string_view)> stream_;
    std::vector<events::Sink*> others_;
    report::Console& console_;
    report::RunRecord record_;
    std::string folder_;
    Leaks leaks_;
    bool trouble_ = false;
    bool strays_ = false;
    bool journal_trouble_told_ = false;
};

}  // namespace hangar::run
