// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <hangar/diag/os/pidfd.hpp>
#include <hangar/diag/os/sanitizers.hpp>
#include <hangar/harness/events/event.hpp>
#include <hangar/harness/run/launcher.hpp>

namespace hangar::suites {

// Whether this, and so what it runs, is built with a sanitizer.
inline constexpr bool sanitized = os::has_address_sanitizer || os::has_thread_sanitizer;

// The program of this name beside the one that runs.
[[nodiscard]] std::string program(const std::string& name);

// Of a process: 'R', 'S', 'T' (stopped) and so on; '?' where there is none.
[[nodiscard]] char state_of(pid_t pid);

// A `hangar` of its own, with a folder of its own, for a test. Both are gone when this is.
class HangarProcess {
  public:
    // `arguments` are as a user gives them; "--out" is added to a `run`.
    explicit HangarProcess(std::vector<std::string> arguments,
                           std::map<std::string, std::string> environment = {});
    // The same, started by a shell after `prelude` ("ulimit -f 4"), under the command that it has
    // put into "$@", if any.
    static HangarProcess after(const std::string& prelude, std::vector<std::string> arguments);
    HangarProcess(HangarProcess&&) noexcept = default;
    HangarProcess& operator=(HangarProcess&&) = delete;
    ~HangarProcess();

    // Waits for its end (two minutes at most) and gives the exit status; minus the signal.
    int wait();
    void send(int signal) const;
    [[nodiscard]] const os::Pidfd& handle() const noexcept { return process_; }

    [[nodiscard]] std::string out() const;
    [[nodiscard]] std::string errors() const;
    [[nodiscard]] const std::string& folder() const noexcept { return folder_; }
    [[nodiscard]] std::string file(const std::string& name) const;  // of the folder; its text
    // The user's cache, unless XDG_CACHE_HOME was given another.
    [[nodiscard]] std::string cache() const { return folder_ + ".cache"; }

    // What its journal holds by now.
    [[nodiscard]] std::vector<events::Stamped> events() const;
    // "Suite.Name" -> its last end.
    [[nodiscard]] std::map<std::string, events::TestFinished> ends() const;
    // Waits until the journal holds an event that `is_it` accepts; false after a minute.
    template <class Predicate>
    [[nodiscard]] bool await_event(Predicate is_it) const {
        return await([&] {
            for (const auto& each : events())
                if (is_it(each.event)) return true;
            return false;
        });
    }

    // Waits until that file holds `text`; false after a minute.
    [[nodiscard]] bool await_output(const std::string& name, const std::string& text) const {
        return await([&] { return file(name).find(text) != std::string::npos; });
    }
    // Waits for what can only be looked at.
    [[nodiscard]] static bool await(const std::function<bool()>& condition);

  private:
    HangarProcess(const std::string& path, const std::vector<std::string>& arguments,
                  const std::map<std::string, std::string>& environment, std::string folder);

    std::string folder_;
    os::Fd out_;
    os::Fd errors_;
    os::Pidfd process_;
    std::optional<int> status_;
};

}  // namespace hangar::suites
