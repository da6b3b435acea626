// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <hangar/diag/os/files.hpp>
#include <hangar/diag/os/invariant.hpp>
#include <hangar/suites/chaos/ledger.hpp>
#include <sstream>

namespace hangar::chaos {

void Ledger::note(std::string_view event, std::string_view subject) const {
    const auto file = os::open_append(AT_FDCWD, path_);
    os::require(file.has_value(), "the ledger can be opened");
    const std::string line = fmt::format("{} {} {} {}\n", ::getpid(), actor_, event, subject);
    os::require(os::write_all(file->get(), line).has_value(), "the ledger can be written");
}

std::vector<Record> Ledger::read(const std::string& path) {
    std::vector<Record> records;
    const auto file = os::open_file(AT_FDCWD, path, O_RDONLY);
    if (!file) return records;
    std::istringstream lines(os::read_all(file->get()).value_or(""));
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        Record record;
        words >> record.pid >> record.actor >> record.event >> std::ws;
        std::getline(words, record.subject);
        records.push_back(std::move(record));
    }
    return records;
}

BoundedWait::BoundedWait(const Ledger& ledger, std::string what, os::Duration bound)
    : ledger_(ledger), what_(std::move(what)), deadline_(os::Deadline::after(bound)) {
    ledger_.note("begins", what_);
}

BoundedWait::~BoundedWait() {
    if (deadline_.passed()) ledger_.note("late", what_);
    ledger_.note("ends", what_);
}

}  // namespace hangar::chaos
