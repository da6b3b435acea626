// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>

#include <hangar/diag/os/handed_file.hpp>
#include <hangar/harness/gtest/result_note.hpp>
#include <nlohmann/json.hpp>

namespace hangar {
namespace {

// A name or reason that is not UTF-8 is noted with replacement characters.
std::string dumped(const nlohmann::ordered_json& note) {
    return note.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace

ResultNotes ResultNotes::open(const std::string& path) {
    if (path.empty()) return {};
    auto file = os::open_handed_file(path, O_WRONLY | O_APPEND);
    return file ? ResultNotes(*std::move(file)) : ResultNotes();
}

void ResultNotes::timeout_declared(std::string_view test, std::chrono::milliseconds limit) const {
    if (!file_) return;
    static_cast<void>(
        os::write_all(file_.get(), dumped({{"test", test}, {"timeout_ms", limit.count()}})));
}

void ResultNotes::ended(std::string_view test, std::string_view outcome,
                        std::string_view reason) const {
    if (file_) static_cast<void>(os::write_all(file_.get(), line(test, outcome, reason)));
}

std::string ResultNotes::line(std::string_view test, std::string_view outcome,
                              std::string_view reason) {
    nlohmann::ordered_json note{{"test", test}, {"outcome", outcome}};
    if (!reason.empty()) note["reason"] = reason;
    return dumped(note);
}

}  // namespace hangar
