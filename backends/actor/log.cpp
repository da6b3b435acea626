// SPDX-License-Identifier: Apache-2.0
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <unistd.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <hangar/backends/actor/log.hpp>
#include <hangar/backends/runtime/loop.hpp>
#include <hangar/diag/os/fd.hpp>
#include <optional>

namespace hangar::actor {
namespace {

constexpr std::array<std::string_view, 6> names{"trace",   "debug", "info",
                                                "warning", "error", "off"};

// Whoever logs under another name adds it here, and to docs/actors.md.
constexpr std::array<std::string_view, 9> subsystems{"actor",   "boot",       "ipc",
                                                     "ladder",  "lifetime",   "registrar",
                                                     "service", "stackscope", "supervise"};

std::optional<LogLevel> level_of(std::string_view name) {
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i] == name) return static_cast<LogLevel>(i);
    }
    return std::nullopt;
}

LogLevels& levels() {
    static LogLevels current;
    return current;
}

// "worker/serve" for the task that runs on this thread.
std::string speaker() {
    const auto& current = runtime::current;
    if (current.loop == nullptr) return fmt::format("pid {}", ::getpid());
    if (current.task == nullptr) return std::string(current.loop->name());
    return fmt::format("{}/{}", current.loop->name(), current.task->node.name);
}

}  // namespace

std::string_view to_string(LogLevel level) noexcept {
    return names[static_cast<std::size_t>(level)];
}

os::Result<LogLevels> LogLevels::parse(std::string_view text) {
    LogLevels parsed;
    while (!text.empty()) {
        const auto comma = text.find(',');
        const std::string_view word = text.substr(0, comma);
        text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
        const auto colon = word.find(':');
        const bool has_sub = colon != std::string_view::npos;
        const auto level = level_of(has_sub ? word.substr(colon + 1) : word);
        if (!level) {
            return os::error(EINVAL, fmt::format("log level '{}'", word),
                             fmt::format("valid: [sub:]level with {}", fmt::join(names, ", ")));
        }
        const std::string_view sub = has_sub ? word.substr(0, colon) : std::string_view();
        if (has_sub && std::ranges::find(subsystems, sub) == subsystems.end()) {
            return os::error(EINVAL, fmt::format("log subsystem '{}'", sub),
                             fmt::format("valid: {}", fmt::join(subsystems, ", ")));
        }
        if (has_sub) {
            parsed.rules_.push_back({std::string(sub), *level});
        } else {
            parsed.base_ = *level;
        }
    }
    return parsed;
}

bool LogLevels::allows(LogLevel level, std::string_view sub) const noexcept {
    for (auto rule = rules_.rbegin(); rule != rules_.rend(); ++rule) {
        if (rule->sub == sub) return level >= rule->level;
    }
    return level >= base_;
}

std::string LogLevels::text() const {
    std::string text(to_string(base_));
    for (const Rule& rule : rules_) text += fmt::format(",{}:{}", rule.sub, to_string(rule.level));
    return text;
}

void set_log_levels(LogLevels new_levels) {
    levels() = std::move(new_levels);
}
const LogLevels& log_levels() noexcept {
    return levels();
}

void log(LogLevel level, std::string_view sub, std::string_view text) noexcept {
    if (!levels().allows(level, sub)) return;
    const auto now =
        std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
    const auto line = fmt::format("{:%H:%M:%S} {:<7} {:<8} [{}] {}\n", now, to_string(level), sub,
                                  speaker(), text);
    static_cast<void>(os::write_all(2, line));
}

}  // namespace hangar::actor
