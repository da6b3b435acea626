// SPDX-License-Identifier: Apache-2.0
#include <pthread.h>

#include <hangar/backends/spawn/actor_thread.hpp>
#include <hangar/diag/os/signals.hpp>
#include <system_error>

namespace hangar::spawn {

os::Result<std::thread> start_actor_thread(const std::string& name, std::function<void()> life) {
    constexpr std::size_t shown = 15;
    const os::ScopedSignalBlock all(os::SignalSet::all());
    try {
        return std::thread([name = name.substr(0, shown), life = std::move(life)] {
            ::pthread_setname_np(::pthread_self(), name.c_str());
            life();
        });
    } catch (const std::system_error& e) {
        return os::error(e.code().value(), "start a thread", "actor " + name);
    }
}

}  // namespace hangar::spawn
