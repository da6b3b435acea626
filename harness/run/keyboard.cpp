// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cerrno>
#include <cstddef>

#include <hangar/backends/runtime/sleep.hpp>
#include <hangar/diag/os/terminal.hpp>
#include <hangar/harness/run/keyboard.hpp>

namespace hangar::run {
namespace {

using namespace std::chrono_literals;

// How often somebody in the background looks whether he is in front again.
constexpr os::Duration in_the_background = 500ms;

}  // namespace

std::optional<Keyboard> Keyboard::open() {
    auto mode = os::KeyMode::begin();
    if (!mode) return std::nullopt;
    auto keys = mode->keys();
    if (!keys) return std::nullopt;
    return Keyboard(std::move(*mode), std::move(*keys));
}

runtime::Task<std::optional<char>> Keyboard::next() {
    for (;;) {
        const bool ours = os::in_foreground(keys_.get()).value_or(false);
        if (!ours) {
            co_await runtime::sleep_for(in_the_background);
            continue;
        }
        mode_.resume();  // it may have gone on in the background, and come to the front since
        co_await keys_.readable();
        std::array<std::byte, 1> key{};
        const auto read = os::read_some(keys_.get(), key);
        if (read && *read == 1) co_return static_cast<char>(key[0]);
        if (read) co_return std::nullopt;
        const bool for_now = read.error().code == EAGAIN || read.error().code == EIO;
        if (!for_now) co_return std::nullopt;
        co_await runtime::sleep_for(in_the_background);
    }
}

}  // namespace hangar::run
