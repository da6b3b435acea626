// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <functional>

#include <hangar/backends/actor/options.hpp>
#include <hangar/backends/runtime/task.hpp>
#include <hangar/harness/gtest/cell.hpp>

namespace hangar {

// The base of tests whose body is a coroutine on the root actor of a tree of its own. The tree is
// gone when the body has ended; what escapes from the body fails the test.
class ActorSuite : public testing::Test {
  protected:
    // Where in the matrix the test runs: the first cell of the selection.
    [[nodiscard]] virtual Cell cell() const;
    // The tree's options: the cell's backend and transport. A fixture may override and change the
    // rest.
    [[nodiscard]] virtual actor::TreeOptions tree_options() const;
    // When the body is cancelled, where no HANGAR_TIMEOUT says otherwise.
    [[nodiscard]] virtual std::chrono::milliseconds default_limit() const {
        return std::chrono::seconds(30);
    }

    // Runs `body` as the root of tree_options(), until it has ended, within the limit. What it
    // throws is a failure of the test; what it leaves behind has ended by then.
    void run_on_root_actor(const std::function<runtime::Task<void>()>& body) const;
};

// One instance of each test per cell of the matrix: see INSTANTIATE_BACKEND_MATRIX.
class BackendSuite : public ActorSuite, public testing::WithParamInterface<Cell> {
  protected:
    [[nodiscard]] Cell cell() const override { return GetParam(); }
};

}  // namespace hangar
