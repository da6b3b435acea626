// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/runtime/nursery.hpp>
#include <hangar/backends/runtime/sleep.hpp>
#include <hangar/harness/events/wall_clock.hpp>
#include <hangar/harness/run/screen.hpp>

namespace hangar::run {
namespace {

using namespace std::chrono_literals;
using report::Progress;

constexpr os::Duration between_drawings = 100ms;

// A bar needs a terminal that moves its cursor, and nobody else who writes there.
Progress chosen(const Options& options, const Host& host) {
    if (options.progress != Progress::automatic) return options.progress;
    const auto terminal = host.environment.find("TERM");
    const bool dumb = terminal == host.environment.end() || terminal->second == "dumb";
    const bool alone = !options.json && options.capture_output;
    const bool in_ci = host.environment.contains("CI");
    const bool on_a_terminal = host.screen().first > 0;
    return on_a_terminal && alone && !dumb && !in_ci ? Progress::bar : Progress::plain;
}

}  // namespace

Screen::Screen(const Options& options, const Host& host)
    : host_(host),
      results_on_errors_(options.json),
      progress_(chosen(options, host)),
      bar_([this](std::string_view text) { (results_on_errors_ ? host_.errors : host_.out)(text); },
           host.screen),
      keyboard_(host.keys && !options.debugger ? Keyboard::open() : std::nullopt) {}

void Screen::print(std::string_view lines) {
    bar_.print(lines);
}

void Screen::print_aside(std::string_view lines) {
    bar_.erase();
    host_.errors(lines);
}

runtime::Task<void> Screen::keep(std::function<void()> on_query) {
    auto body = [&](runtime::Nursery& nursery) -> runtime::Task<void> {
        if (progress_ == Progress::bar)
            nursery.start_soon([this] { return keep_bar(); }, "progress bar");
        if (keyboard_) nursery.start_soon([&] { return heed_keys(on_query); }, "keys");
        co_return;
    };
    auto joined = runtime::with_nursery(body);
    co_await std::move(joined);
}

runtime::Task<void> Screen::keep_bar() {
    for (;;) {
        if (host_.in_front())
            bar_.draw(events::wall_now());
        else
            bar_.forget();
        co_await runtime::sleep_for(between_drawings);
    }
}

runtime::Task<void> Screen::heed_keys(std::function<void()> on_query) {
    for (;;) {
        const auto key = co_await keyboard_->next();
        if (!key) co_return;
        if (*key == 't') on_query();
    }
}

void Screen::leave() {
    bar_.erase();
    if (keyboard_) keyboard_->suspend();
}

void Screen::enter() {
    if (keyboard_) keyboard_->resume();
}

}  // namespace hangar::run
