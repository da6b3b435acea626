// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include <hangar/diag/os/fd.hpp>
#include <hangar/harness/events/sink.hpp>

namespace hangar::report {

// Keeps the run in events.jsonl: a line an event, in the file before on() returns, by one write
// to an O_APPEND descriptor, so that a killed runner loses nothing that had finished. What each
// listed test will need is kept on the disk for it, so that outputs that fill that leave room for
// their tests' ends.
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
        : file_(std::move(other.file_)),
          size_(other.size_),
          room_(other.room_),
          most_ahead_(other.most_ahead_),
          unfinished_(other.unfinished_),
          torn_(other.torn_),
          trouble_(std::move(other.trouble_)) {}
    JournalWriter& operator=(JournalWriter&&) = delete;
    ~JournalWriter() override;

    void on(const events::Stamped& happened) override;
    [[nodiscard]] const std::optional<os::Error>& trouble() const noexcept { return trouble_; }

  private:
    void write(const events::Stamped& happened);
    void keep_room_for(const events::Event& happened);
    void fail(os::Error error);

    os::Fd file_;
    std::uint64_t size_ = 0;
    std::uint64_t room_ = 0;  // up to this size the file can grow
    std::uint64_t most_ahead_ = std::uint64_t{1}
                                << 40U;  // of room; less where there was too little
    std::size_t unfinished_ = 0;         // tests
    bool torn_ = false;                  // the last line in the file has no end
    std::optional<os::Error> trouble_;
};

}  // namespace hangar::report
