// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>

#include <cerrno>
#include <span>

#include <hangar/harness/report/journal_codec.hpp>
#include <hangar/harness/report/journal_writer.hpp>

namespace hangar::report {

os::Result<JournalWriter> JournalWriter::create(const std::string& path) {
    auto file = os::open_file(AT_FDCWD, path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND);
    if (!file) return tl::unexpected(file.error());
    return JournalWriter(std::move(*file));
}

void JournalWriter::on(const events::Stamped& happened) {
    std::string line = encode(happened);
    if (torn_) line.insert(line.begin(), '\n');
    const auto written = os::write_some(file_.get(), std::as_bytes(std::span(line)));
    if (!written) return fail(written.error());
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
