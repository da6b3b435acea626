// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <hangar/backends/runtime/runtime.hpp>
#include <hangar/backends/runtime/virtual_clock.hpp>
#include <hangar/backends/supervise/supervisor.hpp>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace hangar::supervise {

using namespace std::chrono_literals;
using runtime::Task;

inline Task<void> for_ever() {
    auto waiting = runtime::sleep_forever();
    co_await waiting;
}

inline Task<void> pause(os::Duration length) {
    auto sleeping = runtime::sleep_for(length);
    co_await sleeping;
}

// Children that write down when they start and end, and do in each life what the test says: the
// lives that it says nothing of last for ever.
class Stage {
  public:
    using Life = std::function<Task<void>()>;

    ChildSpec child(const std::string& name, Restart restart = Restart::permanent,
                    std::vector<Life> lives = {}) {
        ChildSpec spec;
        spec.name = name;
        spec.restart = restart;
        spec.body = [this, name, lives = std::move(lives)](Incarnation& incarnation) {
            const auto life = static_cast<std::size_t>(count_[name]++);
            return live(name, life < lives.size() ? lives[life] : Life(&for_ever), incarnation);
        };
        return spec;
    }
    // What has happened since this was last asked.
    std::vector<std::string> log() { return std::exchange(log_, {}); }

  private:
    Task<void> live(std::string name, Life life, Incarnation& incarnation) {
        log_.push_back("+" + name);
        const struct Ending {
            ~Ending() { log.push_back("-" + name); }
            std::vector<std::string>& log;
            const std::string& name;
        } ending{log_, name};
        incarnation.ready();
        auto living = life();
        co_await std::move(living);
    }

    std::map<std::string, int> count_;
    std::vector<std::string> log_;
};

inline Stage::Life fails_after(os::Duration delay, const char* what = "failed") {
    return [delay, what]() -> Task<void> {
        auto sleeping = pause(delay);
        co_await std::move(sleeping);
        throw std::runtime_error(what);
    };
}
inline Stage::Life ends_after(os::Duration delay) {
    return [delay] { return pause(delay); };
}

// Runs the supervisor for so long; then it is cancelled.
inline Task<void> run_for(Supervisor& supervisor, os::Duration limit) {
    auto running = [&] { return supervisor.run(); };
    auto bounded = runtime::move_on_after(limit, running);
    static_cast<void>(co_await std::move(bounded));
}

class SupervisorTest : public testing::Test {
  protected:
    // What happened in a minute.
    std::vector<std::string> play(Supervisor& supervisor) {
        runtime::on_virtual_clock([&] { return run_for(supervisor, 60s); });
        return stage_.log();
    }
    Stage stage_;
};

}  // namespace hangar::supervise
