// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace hangar::waitgraph {

// A demangled function as a sentence names it, without its arguments and, where it is a template's,
// without what it returns: `Log::rotate(int) const` is Log::rotate, `void f<int>(int)` is f<int>,
// `main::{lambda()#1}::operator()() const` is main::{lambda()#1}. Template arguments stay, unnamed
// namespaces do not. Pure.
[[nodiscard]] std::string function_name(std::string_view demangled);

}  // namespace hangar::waitgraph
