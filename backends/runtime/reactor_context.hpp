// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/io_context.hpp>

#include <hangar/backends/runtime/reactor.hpp>

namespace hangar::runtime {

// The io_context behind a reactor, for libraries that bring their own asio objects. Includes asio:
// for source files only.
[[nodiscard]] boost::asio::io_context& io_context_of(Reactor& reactor) noexcept;

}  // namespace hangar::runtime
