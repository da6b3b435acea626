// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <hangar/diag/tasks/tree.hpp>

namespace hangar::tasks {

// Which actor of a tree is whose child, and in which nursery. Each has one parent at most and no
// circle remains, whatever the value says. Indexes into TaskTree::actors. Immutable.
class Nesting {
  public:
    explicit Nesting(const TaskTree& tree);

    [[nodiscard]] const std::vector<std::size_t>& roots() const noexcept { return roots_; }
    [[nodiscard]] const std::vector<std::size_t>& children_of(std::size_t actor) const noexcept {
        return entries_[actor].children;
    }
    [[nodiscard]] std::vector<std::size_t> children_in(std::size_t actor,
                                                       std::size_t nursery) const;
    [[nodiscard]] bool is_in_a_nursery(std::size_t child) const noexcept {
        return entries_[child].nursery >= 0;
    }

  private:
    struct Entry {
        std::vector<std::size_t> children;
        std::size_t parent = SIZE_MAX;
        std::int32_t nursery = -1;  // of the parent's
    };
    [[nodiscard]] bool descends_from(std::size_t actor, std::size_t ancestor) const noexcept;

    std::vector<Entry> entries_;
    std::vector<std::size_t> roots_;
};

}  // namespace hangar::tasks
