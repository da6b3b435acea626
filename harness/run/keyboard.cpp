// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cerrno>
#include <cstddef>

#include <hangar/backends/runtime/scopes.hpp>
#include <hangar/backends/runtime/sleep.hpp>
#include <hangar/diag/os/terminal.hpp>
#include <hangar/harness/run/keyboard.hpp>

namespace hangar::run {
namespace {

using namespace std::chrono_literals;

// Nobody is told when a shell gives him the terminal, or takes it while he runs: he has to look.
constexpr os::Duration look_again = 500ms;

}  // namespace

std::optional<Keyboard> Keyboard::open() {
    Keyboard keyboard;
    if (keyboard.take() == Terminal::gone) return std::nullopt;
    return keyboard;
}

runtime::Task<std::optional<char>> Keyboard::next() {
    for (;;) {
        const Terminal terminal = take();
        if (terminal == Terminal::gone) co_return std::nullopt;
        if (terminal == Terminal::anothers) {
            co_await runtime::sleep_for(look_again);
            continue;
        }
        auto press = [this] { return pressed(); };
        auto pressing = runtime::move_on_after(look_again, press);
        const bool any = co_await std::move(pressing);
        if (!any) continue;
        std::array<std::byte, 1> key{};
        const auto read = os::read_some(keys_->get(), key);
        if (read && *read == 1) co_return static_cast<char>(key[0]);
        if (read) co_return std::nullopt;
        const bool for_now = read.error().code == EAGAIN || read.error().code == EIO;
        if (!for_now) co_return std::nullopt;
        co_await runtime::sleep_for(look_again);
    }
}

runtime::Task<void> Keyboard::pressed() {
    auto ready = keys_->readable();
    co_await ready;
}

// Whoever had it meanwhile without our having been stopped may have set a mode of his own.
Keyboard::Terminal Keyboard::take() {
    if (!mode_) return begin();
    const auto ours = os::in_foreground(keys_->get());
    if (!ours) return Terminal::gone;
    if (!*ours) {
        was_away_ = true;
        return Terminal::anothers;
    }
    if (!was_away_) return Terminal::ours;
    mode_.reset();
    return begin();
}

Keyboard::Terminal Keyboard::begin() {
    was_away_ = false;
    auto mode = os::KeyMode::begin();
    if (!mode) return mode.error().code == EPERM ? Terminal::anothers : Terminal::gone;
    mode_.emplace(std::move(*mode));
    if (keys_) return Terminal::ours;
    auto keys = mode_->keys();
    if (!keys) {
        mode_.reset();
        return Terminal::gone;
    }
    keys_.emplace(std::move(*keys));
    return Terminal::ours;
}

}  // namespace hangar::run
