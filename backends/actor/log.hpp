// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <hangar/diag/os/result.hpp>

namespace hangar::actor {

// How much a line matters, ascending; `off` is a threshold that no line reaches.
enum class LogLevel { trace, debug, info, warning, error, off };

// Which lines are printed: "info", "ipc:debug", "warning,ladder:trace,boot:off". A value.
class LogLevels {
  public:
    // Errors: EINVAL, naming the word and the valid levels or subsystems.
    [[nodiscard]] static os::Result<LogLevels> parse(std::string_view text);
    [[nodiscard]] bool allows(LogLevel level, std::string_view sub) const noexcept;
    [[nodiscard]] std::string text() const;

  private:
    struct Rule {
        std::string sub;
        LogLevel level;
    };
    LogLevel base_ = LogLevel::warning;
    std::vector<Rule> rules_;
};

// This process's levels; children are given them when they are spawned. Set them before there are
// threads.
void set_log_levels(LogLevels levels);
[[nodiscard]] const LogLevels& log_levels() noexcept;

// One line to stderr by one write, with time, level, sub, actor and task. Any thread; no lock, so
// that a forked child can log whatever its parent's threads were doing.
void log(LogLevel level, std::string_view sub, std::string_view text) noexcept;

[[nodiscard]] std::string_view to_string(LogLevel level) noexcept;

}  // namespace hangar::actor
