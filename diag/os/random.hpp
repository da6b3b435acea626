// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// The kernel's random bytes (getrandom): for ids that never collide and secrets that nobody
// guesses. Any thread. Errors: ENOSYS.
[[nodiscard]] Status fill_random(std::span<std::byte> into);
[[nodiscard]] Result<std::string> random_hex(std::size_t bytes);

// What marks everything a run starts, in the environment and in the names of its files: 16
// hexadecimal digits.
[[nodiscard]] Result<std::string> make_run_id();

// The secret that a run's processes prove to each other. A value; wiped when it goes. Never print
// it.
class Secret {
  public:
    static constexpr std::size_t size = 32;

    [[nodiscard]] static Result<Secret> generate();
    // Errors: EINVAL unless it is 64 hexadecimal digits.
    [[nodiscard]] static Result<Secret> from_hex(std::string_view text);
    Secret(const Secret&) = default;
    Secret& operator=(const Secret&) = default;
    ~Secret();

    [[nodiscard]] std::string hex() const;
    [[nodiscard]] std::span<const std::byte, size> bytes() const noexcept { return bytes_; }
    // Takes the same time whatever differs.
    [[nodiscard]] bool matches(std::span<const std::byte> other) const noexcept;

  private:
    Secret() = default;
    std::array<std::byte, size> bytes_{};
};

}  // namespace hangar::os
