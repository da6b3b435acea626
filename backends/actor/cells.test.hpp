// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <hangar/backends/actor/actor_nursery.hpp>
#include <hangar/backends/actor/remote_error.hpp>
#include <hangar/backends/actor/root.hpp>
#include <hangar/backends/runtime/runtime.hpp>
#include <hangar/backends/spawn/registry.hpp>
#include <hangar/diag/os/proc_children.hpp>
#include <string>
#include <tuple>
#include <vector>

namespace hangar::actor {

// Every backend over every transport.
class ActorTest : public testing::TestWithParam<std::tuple<std::string, ipc::Transport>> {
  protected:
    [[nodiscard]] static TreeOptions options() {
        TreeOptions options;
        options.backend = std::get<0>(GetParam());
        options.transport = std::get<1>(GetParam());
        return options;
    }
    // Not in ours; it may share it with others.
    [[nodiscard]] static bool own_process() {
        const auto* backend = spawn::find_backend(std::get<0>(GetParam())).value();
        return backend->carrier != spawn::Carrier::thread;
    }
};

// What a tree starts ends with it.
inline void expect_no_child_left(const char* what) {
    const auto left = os::children_of_this_process();
    ASSERT_TRUE(left);
    EXPECT_THAT(*left, testing::IsEmpty()) << what;
}

// The keys of the registry's backends, of those carriers only.
inline std::vector<std::string> backends_with(std::initializer_list<spawn::Carrier> carriers = {
                                                  spawn::Carrier::process, spawn::Carrier::host,
                                                  spawn::Carrier::thread}) {
    std::vector<std::string> keys;
    for (const auto& entry : spawn::backend_registry()) {
        if (entry.refusal.empty() && std::ranges::count(carriers, entry.carrier) != 0)
            keys.emplace_back(entry.key);
    }
    return keys;
}

inline std::string cell_name(const testing::TestParamInfo<ActorTest::ParamType>& info) {
    return std::get<0>(info.param) + "_" + std::string(ipc::transport_key(std::get<1>(info.param)));
}

}  // namespace hangar::actor
