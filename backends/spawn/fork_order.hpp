// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include <hangar/backends/ipc/codec.hpp>

namespace hangar::spawn {

// What a process asks of its fork server. The descriptors travel with it: the child's, in the order
// of `numbers`, then the asker's working directory.
struct ForkOrder {
    std::string name;  // the actor's
    pid_t parent = 0;  // who asks; the child is its child
    ipc::Bytes seed;
    std::vector<int> numbers;  // what each descriptor is in the asker, and is to be in the child
    std::vector<int> output;   // a BootOutput's file, out and err, by number
    std::optional<std::vector<std::string>> environment;  // if it is no longer the server's
};
HANGAR_SERIALIZE(ForkOrder, name, parent, seed, numbers, output, environment);

// The child itself answers, first thing, so that there is no child without an answer; if there is
// none, the server says why.
struct ForkAnswer {
    pid_t pid = 0;
    int error = 0;  // an errno
    std::string operation;
    std::string target;
};
HANGAR_SERIALIZE(ForkAnswer, pid, error, operation, target);

}  // namespace hangar::spawn
