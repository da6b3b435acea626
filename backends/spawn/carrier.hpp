// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace hangar::spawn {

// What carries an actor. Closed.
enum class Carrier {
    process,  // a process of its own
    host,     // a thread of a process that carries others, too
    thread,   // a thread of its parent's process
};
constexpr Carrier last_enumerator(Carrier) {
    return Carrier::thread;
}

}  // namespace hangar::spawn
