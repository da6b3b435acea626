// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include <hangar/diag/os/proc_text.hpp>
#include <hangar/harness/run/result_note.hpp>

namespace hangar::run {
namespace {

using Json = nlohmann::json;

void take_note(const Json& note, ResultNotes& all) {
    ResultNote& into = all[note.at("test").get<std::string>()];
    if (note.contains("timeout_ms"))
        into.timeout = std::chrono::milliseconds(note.at("timeout_ms").get<std::int64_t>());
    if (!note.contains("outcome")) return;
    into.outcome = note.at("outcome").get<std::string>();
    into.reason = note.value("reason", std::string());
}

}  // namespace

std::size_t take_result_notes(std::string_view text, ResultNotes& into) {
    const std::size_t whole = text.rfind('\n') + 1;  // 0 without one
    text = text.substr(0, whole);
    while (!text.empty()) {
        const Json note = Json::parse(os::cut(text, '\n'), nullptr, /*allow_exceptions=*/false);
        if (!note.is_object()) continue;
        try {
            take_note(note, into);
        } catch (const Json::exception&) {
            // A field of another type: not one of our notes.
        }
    }
    return whole;
}

}  // namespace hangar::run
