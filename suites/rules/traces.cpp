// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <fstream>
#include <hangar/backends/ipc/identity.hpp>
#include <hangar/suites/rules/traces.hpp>

namespace hangar::rules {

std::string fresh_trace(const Cell& cell) {
    return testing::TempDir() + "hangar-rules-" + cell.name() + "-" + ipc::Uuid::random().text();
}

void leave_trace(const std::string& path) {
    std::ofstream(path) << "was here\n";
}

TraceWhenLeft::~TraceWhenLeft() {
    leave_trace(path_);
}

bool take_trace(const std::string& path) {
    return std::filesystem::remove(path);
}

Task<bool> trace_appears(std::string path, std::chrono::milliseconds limit) {
    auto looking = [&]() -> Task<void> {
        while (!std::filesystem::exists(path)) {
            auto pause = sleep_for(std::chrono::milliseconds(2));
            co_await pause;
        }
    };
    auto bounded = move_on_after(limit, looking);
    co_return co_await std::move(bounded);
}

}  // namespace hangar::rules
