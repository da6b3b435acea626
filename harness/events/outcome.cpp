// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include <hangar/harness/events/outcome.hpp>

namespace hangar::events {

std::string_view text(Outcome outcome) noexcept {
    switch (outcome) {
        case Outcome::pass:
            return "pass";
        case Outcome::fail:
            return "fail";
        case Outcome::skip:
            return "skip";
        case Outcome::crash:
            return "crash";
        case Outcome::timeout:
            return "timeout";
        case Outcome::deadlock:
            return "deadlock";
        case Outcome::leak:
            return "leak";
        case Outcome::exit_early:
            return "exit-early";
        case Outcome::exec_fail:
            return "exec-fail";
        case Outcome::xfail:
            return "xfail";
        case Outcome::xpass:
            return "xpass";
    }
    return "fail";  // not reached: the switch is total
}

std::optional<Outcome> outcome_from(std::string_view name) noexcept {
    const auto* found = std::ranges::find(all_outcomes, name, [](Outcome o) { return text(o); });
    if (found == all_outcomes.end()) return std::nullopt;
    return *found;
}

Verdict verdict(Outcome outcome) noexcept {
    switch (outcome) {
        case Outcome::pass:
        case Outcome::xfail:
            return Verdict::passed;
        case Outcome::skip:
            return Verdict::skipped;
        case Outcome::fail:
        case Outcome::crash:
        case Outcome::timeout:
        case Outcome::deadlock:
        case Outcome::leak:
        case Outcome::exit_early:
        case Outcome::exec_fail:
        case Outcome::xpass:
            return Verdict::failed;
    }
    return Verdict::failed;  // not reached: the switch is total
}

}  // namespace hangar::events
