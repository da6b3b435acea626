// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string_view>

#include <hangar/harness/events/event.hpp>

// The fields of each event in the journal. Private to this folder: only its sources include it.
namespace hangar::report {

using Json = nlohmann::ordered_json;

void write_event(Json& to, const events::RunStarted& event);
void write_event(Json& to, const events::TestsListed& event);
void write_event(Json& to, const events::ListingFailed& event);
void write_event(Json& to, const events::TestStarted& event);
void write_event(Json& to, const events::TestSlow& event);
void write_event(Json& to, const events::TestStretched& event);
void write_event(Json& to, const events::TestExamined& event);
void write_event(Json& to, const events::TestFinished& event);
void write_event(Json& to, const events::StraysEnded& event);
void write_event(Json& to, const events::RunInterrupted& event);
void write_event(Json& to, const events::RunnerTrouble& event);
void write_event(Json& to, const events::RunFinished& event);

// Empty for a name that is none of these. Throws Json::exception for a field that is missing or of
// another type, also for an outcome that is not one.
[[nodiscard]] std::optional<events::Event> read_event(std::string_view name, const Json& from);

}  // namespace hangar::report
