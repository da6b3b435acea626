// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

#include <hangar/diag/tasks/memory.hpp>
#include <hangar/diag/tasks/tree.hpp>

namespace hangar::tasks {

// What a tree may cost at most, whatever its memory says.
struct ReadLimits {
    std::size_t loops = 4096;
    std::size_t tasks = 20'000;  // of one loop; the others likewise
    std::size_t frames = 64;     // of one task; more are a recursion, and the innermost show it
    std::size_t scopes = 20'000;
    std::size_t nurseries = 20'000;
    std::size_t peers = 4096;
    std::size_t served = 4096;  // calls of one peer
    std::size_t text = 300;
};

struct ReadOptions {
    os::ProcessId process;
    std::string program;
    Source source = Source::outside;
    std::int64_t now_ns = 0;  // the steady clock's
    ReadLimits limits;
};

// Reads one loop's nodes. Every pointer may be wild and every list a circle: what cannot be
// followed is cut off, with a note. One use.
class LoopReader {
  public:
    LoopReader(Memory& memory, const ReadOptions& options) : memory_(memory), options_(options) {}

    // The loop whose node lies at `address`.
    [[nodiscard]] Actor read(std::uint64_t address);

  private:
    using Index = std::int32_t;
    using Indexes = std::map<std::uint64_t, Index>;  // by the node's address

    void read_peers(std::uint64_t address);
    void read_served(Peer& peer, std::uint64_t address);
    void read_tasks(std::uint64_t root);
    Index add_task(std::uint64_t address, Index nursery);
    void read_task(Index index);
    void read_frames(Task& task, std::uint64_t leaf);
    void read_nurseries(Index owner, std::uint64_t address);
    void read_ring(Index nursery, std::uint64_t first, std::uint64_t count);
    Index scope_at(std::uint64_t address);
    Index place_at(std::uint64_t address);
    void resolve(Frame& frame);
    void resolve_call(Frame& frame);
    void note(std::string text);
    [[nodiscard]] std::int64_t ago(std::int64_t instant) const noexcept;
    [[nodiscard]] std::string text(const void* address);

    Memory& memory_;
    const ReadOptions& options_;
    std::int64_t now_ns_ = 0;
    Actor actor_;
    Indexes tasks_;
    Indexes nurseries_;
    Indexes scopes_;
    Indexes places_;
    Indexes peers_;
    std::map<Index, std::uint64_t> task_addresses_;
};

}  // namespace hangar::tasks
