// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <exception>
#include <hangar/backends/actor/actor_nursery.hpp>
#include <hangar/backends/actor/options.hpp>
#include <hangar/backends/runtime/task.hpp>
#include <string>

// What is tried while something fails: everything that two actors do with each other, once.
namespace hangar::faults {

int add(int a, int b);
std::string repeat(std::string text);
runtime::Task<void> wait_for_ever();

// A call, an error, a context with a stream both ways, a cancelled call. Throws what went wrong.
runtime::Task<void> converse(actor::Portal other);

// A call whose argument and result are so many bytes. Throws what went wrong.
runtime::Task<void> converse_at_length(actor::Portal other, std::size_t bytes);

// The first with a child of its own tree, from the beginning to the end.
void converse_in_tree(const actor::TreeOptions& options);

// How a conversation ended. Closed.
enum class Outcome { success = 0, typed_error = 11, other_error = 12 };

// Typed: an error of ours that says what failed, or a group of such.
[[nodiscard]] bool is_typed(const std::exception_ptr& error);

// Runs it in a process of its own, with `prepare` first; it is killed after a limit that nothing
// typed takes. Gives "success", "typed error", or what else it was. Nothing descends from us then.
[[nodiscard]] std::string outcome_in_process(const std::function<void()>& prepare,
                                             const std::function<void()>& body);

}  // namespace hangar::faults
