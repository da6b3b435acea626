// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cstdlib>

#include <hangar/diag/os/proc_text.hpp>
#include <hangar/harness/cli/option_kinds.hpp>

namespace hangar::cli {
namespace {

// From above 0, or from 0, to a day.
std::string wrong_seconds(const std::string& text, bool may_be_zero) {
    constexpr double a_day = 86400;
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    const bool is_number = !text.empty() && *end == '\0';
    if (is_number && (value > 0 || (may_be_zero && value == 0)) && value <= a_day) return {};
    return fmt::format("'{}' is no number of seconds {} 0 and at most a day", text,
                       may_be_zero ? "from" : "above");
}

}  // namespace

void add_seconds(CLI::App& app, const std::string& name, os::Duration& into, Zero zero,
                 const std::string& help) {
    const auto set = [&into](const double& value) {
        into = std::chrono::duration_cast<os::Duration>(std::chrono::duration<double>(value));
    };
    app.add_option_function<double>(name, set, help)
        ->type_name("S")
        ->check(
            [zero](const std::string& text) { return wrong_seconds(text, zero == Zero::allowed); });
}

std::string wrong_pid(const std::string& text) {
    const auto pid = os::parse_number<pid_t>(text);
    return pid && *pid > 0 ? std::string() : fmt::format("'{}' is no process id", text);
}

}  // namespace hangar::cli
