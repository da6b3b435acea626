// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <tuple>
#include <utility>

#include <hangar/backends/ipc/message.hpp>

namespace hangar::ipc {
namespace detail {

template <class M>
using LastMember = std::remove_cvref_t<
    decltype(std::declval<M&>().*
             (std::get<std::tuple_size_v<decltype(Codec<M>::members)> - 1>(Codec<M>::members)
                  .pointer))>;

}  // namespace detail

// A message whose last member is bytes. Long ones need not be copied to be sent.
template <class M>
concept BulkMessage = Message<M> && requires { Codec<M>::members; } &&
                      (std::tuple_size_v<decltype(Codec<M>::members)> > 0) &&
                      std::same_as<detail::LastMember<M>, Bytes>;

// Shorter ones are cheaper to copy than to keep.
inline constexpr std::size_t worth_keeping = 4U << 10U;

// As append_message: the same frame. Takes those bytes, if they are long; not if it is an error.
template <BulkMessage M>
Status append_bulk(FrameWriter& out, M& message) {
    constexpr auto& members = Codec<M>::members;
    constexpr auto last = std::tuple_size_v<std::remove_cvref_t<decltype(members)>> - 1;
    Bytes& rest = message.*std::get<last>(members).pointer;
    if (rest.size() < worth_keeping) return append_message(out, message);
    const auto front = [&]<std::size_t... I>(Writer& writer, std::index_sequence<I...>) {
        writer.array(last + 1);
        (write(writer, message.*std::get<I>(members).pointer), ...);
        writer.binary_header(rest.size());
    };
    return out.append_with(
        static_cast<std::uint8_t>(M::kind),
        [&](Writer& writer) { front(writer, std::make_index_sequence<last>{}); }, std::move(rest));
}

}  // namespace hangar::ipc
