// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <hangar/backends/ipc/codec.hpp>
#include <hangar/backends/ipc/transport.hpp>
#include <optional>
#include <string>
#include <vector>

// What a tree of actors is to do, drawn from a seed. Values; the same seed gives the same plan.
namespace hangar::chaos {

using std::chrono::milliseconds;

// How a parent has its child work. Closed.
enum class Way { call, one_shot, context, stream };
constexpr Way last_enumerator(Way) {
    return Way::stream;
}

// How an actor's own work ends. Closed.
enum class Ending {
    returns,
    fails,   // with a Planned error
    waits,   // never: its parent gives up on it
    blocks,  // holds its thread for a while, at no checkpoint
    wedges,  // holds it for longer than anybody waits: has to be killed
};
constexpr Ending last_enumerator(Ending) {
    return Ending::wedges;
}

struct Node {
    std::string name;
    std::string backend;
    ipc::Transport transport = ipc::Transport::uds;  // of the channels to its children
    Way way = Way::call;
    Ending ending = Ending::returns;
    milliseconds work{0};                         // before it ends so
    milliseconds limit{0};                        // its parent waits that long and no longer
    std::optional<milliseconds> cancelled_after;  // by its parent, as a whole
    bool tolerant = false;                        // keeps its children's errors to itself
    std::uint32_t items = 0;                      // streamed each way
    bool breaks_channel = false;                  // in the midst of its stream
    std::vector<Node> children;
};
HANGAR_SERIALIZE(Node, name, backend, transport, way, ending, work, limit, cancelled_after,
                 tolerant, items, breaks_channel, children);

// SIGKILL to whichever process of the tree stands at that place then.
struct Kill {
    milliseconds after{0};
    std::uint32_t place = 0;  // modulo how many there are
};

struct Plan {
    std::uint64_t seed = 0;
    milliseconds limit{0};  // then the whole tree is cancelled
    Node root;
    std::vector<Kill> kills;
};

// Requires: keys of backends that are not refused.
[[nodiscard]] Plan make_plan(std::uint64_t seed, const std::vector<std::string>& backends);

// For people: a line an actor.
[[nodiscard]] std::string describe(const Plan& plan);

// The node of that name and all its ancestors, itself first; empty if there is none.
[[nodiscard]] std::vector<const Node*> lineage(const Plan& plan, const std::string& name);

}  // namespace hangar::chaos
