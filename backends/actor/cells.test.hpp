// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <hangar/backends/actor/actor_nursery.hpp>
#include <hangar/backends/actor/remote_error.hpp>
#include <hangar/backends/actor/root.hpp>
#include <hangar/backends/runtime/runtime.hpp>
#include <string>
#include <tuple>

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
    [[nodiscard]] static bool own_process() { return std::get<0>(GetParam()) != "thread"; }
};

inline std::string cell_name(const testing::TestParamInfo<ActorTest::ParamType>& info) {
    return std::get<0>(info.param) + "_" + std::string(ipc::transport_key(std::get<1>(info.param)));
}

}  // namespace hangar::actor
