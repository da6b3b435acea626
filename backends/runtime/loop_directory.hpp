// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

namespace hangar::runtime {

class Loop;

// The loops that run in this process, for who must reach all of them. Any thread.

// Calls `visit` for each; none leaves meanwhile, so it must not wait: Loop::post is fine.
void for_each_loop(const std::function<void(Loop&)>& visit);

// By the loop itself.
void enlist_loop(Loop& loop);
void strike_loop(Loop& loop) noexcept;
// A forked child runs none of its parent's. Requires: it is the child's only thread.
void forget_listed_loops_in_child() noexcept;

}  // namespace hangar::runtime
