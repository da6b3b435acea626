// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <hangar/diag/os/deadline.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace hangar::chaos {

// What an actor noted. A value.
struct Record {
    pid_t pid = 0;
    std::string actor;
    std::string event;    // "begins"
    std::string subject;  // "tend n7"
};

// What the actors of a tree note as they go, in a file that outlives whichever of them is killed: a
// line is one write, and what was written stays. A value; any thread, any process.
class Ledger {
  public:
    Ledger(std::string path, std::string actor)
        : path_(std::move(path)), actor_(std::move(actor)) {}

    void note(std::string_view event, std::string_view subject) const;
    [[nodiscard]] const std::string& path() const noexcept { return path_; }
    [[nodiscard]] static std::vector<Record> read(const std::string& path);

  private:
    std::string path_;
    std::string actor_;
};

// A wait that ends within a bound, or is noted as late.
class BoundedWait {
  public:
    BoundedWait(const Ledger& ledger, std::string what, os::Duration bound);
    ~BoundedWait();
    BoundedWait(const BoundedWait&) = delete;
    BoundedWait& operator=(const BoundedWait&) = delete;

  private:
    const Ledger& ledger_;
    std::string what_;
    os::Deadline deadline_;
};

}  // namespace hangar::chaos
