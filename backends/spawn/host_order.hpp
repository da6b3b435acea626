// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <hangar/backends/ipc/codec.hpp>

namespace hangar::spawn {

// What a host is to carry besides. The descriptors travel with it: first the actor's lifeline, then
// what it inherits, in the order of `numbers`.
struct HostOrder {
    std::string name;
    ipc::Bytes seed;
    std::vector<int> numbers;  // in the parent
};
HANGAR_SERIALIZE(HostOrder, name, seed, numbers);

// On its lifeline an actor's thread says this when it has ended. A lifeline that closes without it
// was its host's end, but for `not_started`, which an errno follows in a byte.
inline constexpr char thread_ended = 'e';
inline constexpr char not_started = '!';

}  // namespace hangar::spawn
