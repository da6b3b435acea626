// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <span>

#include <hangar/diag/os/file_room.hpp>
#include <hangar/harness/report/journal_codec.hpp>
#include <hangar/harness/report/journal_writer.hpp>

namespace hangar::report {
namespace {

// Its start, its end and what is said of it, as long as these are no longer than usual.
constexpr std::uint64_t room_for_a_test = 1024;
constexpr std::uint64_t room_for_the_rest = 8UL * 1024;
constexpr std::uint64_t room_ahead = 64UL * 1024;  // not to ask for it line by line

}  // namespace

os::Result<JournalWriter> JournalWriter::create(const std::string& path) {
    auto file = os::open_file(AT_FDCWD, path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND);
    if (!file) return tl::unexpected(file.error());
    return JournalWriter(std::move(*file));
}

JournalWriter::~JournalWriter() {
    if (file_ && room_ > size_) static_cast<void>(os::give_room_back(file_.get()));
}

void JournalWriter::on(const events::Stamped& happened) {
    keep_room_for(happened.event);
    write(happened);
}

// Where there is too little, half of it will do: what is missing is missed only if the disk really
// becomes full, and told then.
void JournalWriter::keep_room_for(const events::Event& happened) {
    if (const auto* listed = std::get_if<events::TestsListed>(&happened))
        unfinished_ += listed->tests.size();
    if (std::holds_alternative<events::TestFinished>(happened) && unfinished_ > 0) --unfinished_;
    const std::uint64_t needed = unfinished_ * room_for_a_test + room_for_the_rest;
    if (size_ + std::min(needed, most_ahead_ / 2) <= room_) return;
    while (most_ahead_ >= room_for_a_test) {
        const std::uint64_t ahead = std::min(needed + room_ahead, most_ahead_);
        if (os::keep_room(file_.get(), size_ + ahead)) {
            room_ = size_ + ahead;
            return;
        }
        most_ahead_ = ahead / 2;
    }
}

void JournalWriter::write(const events::Stamped& happened) {
    std::string line = encode(happened);
    if (torn_) line.insert(line.begin(), '\n');
    const auto written = os::write_some(file_.get(), std::as_bytes(std::span(line)));
    if (!written) return fail(written.error());
    size_ += *written;
    if (*written == line.size()) {
        torn_ = false;
        return;
    }
    torn_ = torn_ || *written > 0;
    fail(os::Error{ENOSPC, "write", "events.jsonl"});
}

void JournalWriter::fail(os::Error error) {
    if (!trouble_) trouble_ = std::move(error);
}

}  // namespace hangar::report
