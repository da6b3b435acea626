// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <hangar/backends/ipc/bytes.hpp>
#include <hangar/backends/spawn/watched_child.test.hpp>
#include <sstream>

namespace hangar::spawn {
namespace {

// Of the process that carries a watched child; nowhere else is there anything to say.
int exits_are_told_to = -1;

const bool told_at_exit = (static_cast<void>(std::atexit([] {
                               if (exits_are_told_to < 0) return;
                               static_cast<void>(os::write_all(exits_are_told_to, "atexit"));
                           })),
                           true);

}  // namespace

int be_watched(ChildBoot boot) {
    std::istringstream words{std::string(ipc::text_of(boot.seed))};
    std::string word;
    int said = -1;
    int hold = -1;
    std::string prints;
    words >> word >> said >> hold >> prints;
    // Closed with its process, and not before.
    exits_are_told_to = boot.descriptor(said);
    const os::Fd until(boot.descriptor(hold));
    boot.output.restore();
    std::fputs(prints.c_str(), stdout);
    static_cast<void>(os::write_all(exits_are_told_to, "r"));
    static_cast<void>(os::read_all(until.get()));
    return 0;
}

WatchedChild watched_child(const std::string& prints) {
    auto saying = os::make_pipe().value();
    auto holding = os::make_pipe().value();
    const std::string seed =
        fmt::format("{} {} {} {}", watched, saying.second.get(), holding.first.get(), prints);
    const auto bytes = ipc::bytes_of(seed);
    WatchedChild child;
    child.request.name = "child";
    child.request.main = &be_watched;
    child.request.seed.assign(bytes.begin(), bytes.end());
    child.request.inherit.push_back(std::move(saying.second));
    child.request.inherit.push_back(std::move(holding.first));
    child.said = std::move(saying.first);
    child.hold = std::move(holding.second);
    return child;
}

}  // namespace hangar::spawn
