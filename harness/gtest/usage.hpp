// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace hangar {

// What the user of a test program got wrong: one sentence, naming what would be right.
// HANGAR_MAIN prints it and ends with status 2.
struct UsageError {
    std::string message;
    friend bool operator==(const UsageError&, const UsageError&) = default;
};

template <class T>
using Usage = tl::expected<T, UsageError>;

inline constexpr int usage_status = 2;

[[nodiscard]] tl::unexpected<UsageError> usage_error(std::string message);

// "a,b" as {"a", "b"}: spaces around a part are dropped, empty parts stay.
[[nodiscard]] std::vector<std::string> split_list(std::string_view list);

// "exec, thread"
[[nodiscard]] std::string join_list(const std::vector<std::string>& parts);

// The candidate with the least edit distance to `name`; empty if none is near (a third of its
// length). For "did you mean".
[[nodiscard]] std::string closest_name(std::string_view name,
                                       const std::vector<std::string>& candidates);

}  // namespace hangar
