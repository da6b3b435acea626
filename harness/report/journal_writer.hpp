// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include <hangar/diag/os/fd.hpp>
#include <hangar/harness/events/sink.hpp>

namespace hangar::report {

// Keeps the run in events.jsonl: a line an event, in the file before on() returns, by one write
// to an O_APPEND descriptor, so that a killed runner loses nothing that had finished.
//
// Not synchronised. Errors: a write that fails (a full disk) is remembered, the first one for
// good, and the next event is tried again: the run goes on, and its owner asks trouble().
class JournalWriter final : public events::Sink {
  public:
    // Errors: EEXIST (an older journal is never written to), whatever open refuses.
    [[nodiscard]] static os::Result<JournalWriter> create(const std::string& path);
    // Requires: opened to append.
    explicit JournalWriter(os::Fd file) noexcept : file_(std::move(file)) {}
    JournalWriter(JournalWriter&& other) noexcept
        : file_(std::move(other.file_)), torn_(other.torn_), trouble_(std::move(other.trouble_)) {}

    void on(const events::Stamped& happened) override;
    [[nodiscard]] const std::optional<os::Error>& trouble() const noexcept { return trouble_; }

  private:
    void fail(os::Error error);

    os::Fd file_;
    bool torn_ = false;  // the last line in the file has no end
    std::optional<os::Error> trouble_;
};

}  // namespace hangar::report
