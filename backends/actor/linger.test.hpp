// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <fstream>
#include <hangar/backends/runtime/runtime.hpp>
#include <string>

// What tests of the time that an actor has to end in run on it.
namespace hangar::actor {

// Makes that file when it runs. Ends when it is asked to, but not at once: its clean-up takes 15 s.
inline runtime::Task<void> linger(std::string sign) {
    std::ofstream(sign).close();
    auto cleanup = []() -> runtime::Task<void> {
        auto cleaning = runtime::sleep_for(std::chrono::seconds(15));
        co_await cleaning;
    };
    auto for_ever = []() -> runtime::Task<void> {
        auto waiting = runtime::sleep_forever();
        co_await waiting;
    };
    auto working = runtime::finally(for_ever, std::chrono::seconds(60), cleanup);
    co_await std::move(working);
}

// Until the file is there; twenty seconds at most.
inline runtime::Task<void> until_there(const std::string& file) {
    auto looking = [&]() -> runtime::Task<void> {
        while (!std::filesystem::exists(file)) {
            auto turn = runtime::sleep_for(std::chrono::milliseconds(1));
            co_await turn;
        }
    };
    auto bounded = runtime::fail_after(std::chrono::seconds(20), looking);
    co_await std::move(bounded);
}

}  // namespace hangar::actor
