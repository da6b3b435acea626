// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <hangar/diag/os/result.hpp>

namespace hangar::reap {

enum class Swept {
    removed,
    removable,  // nobody uses it; it was only asked
    in_use,     // or may be: what cannot be told counts as in use
    failed,     // nobody uses it, yet it could not be removed
};

// A shared memory segment or a socket file that a sweep came upon. A value.
struct SweptObject {
    std::string name;  // a path, or "System V segment 42"
    std::uint64_t size = 0;
    Swept outcome = Swept::in_use;
    std::string why;  // who uses it, what failed
    friend bool operator==(const SweptObject&, const SweptObject&) = default;
};

// What a sweep found, in the order of its names. A value.
struct Sweep {
    std::vector<SweptObject> objects;
    std::vector<os::Error> errors;  // what could not be listed

    [[nodiscard]] std::size_t count(Swept outcome) const;
    [[nodiscard]] bool complete() const { return errors.empty() && count(Swept::failed) == 0; }
    void add(Sweep&& other);
};

struct SweepOptions {
    // What was made before is not looked at: it is from before the process or run concerned.
    std::optional<std::chrono::system_clock::time_point> made_since;
    bool only_say = false;
};

}  // namespace hangar::reap
