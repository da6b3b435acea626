// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstddef>

#include <hangar/backends/ipc/codec.hpp>

namespace hangar::ipc {

// As decode(), of bytes that nobody else needs: a value that is bytes itself stays where it is.
template <class T>
[[nodiscard]] Decoded<T> decode_owned(Bytes&& bytes) {
    if constexpr (std::same_as<T, Bytes>) {
        Reader reader(bytes);
        BytesView value;
        if (!reader.binary(value) || !reader.finish()) return tl::unexpected(reader.error());
        const auto header = static_cast<std::ptrdiff_t>(bytes.size() - value.size());
        bytes.erase(bytes.begin(), bytes.begin() + header);
        return std::move(bytes);
    } else {
        return decode<T>(bytes);
    }
}

}  // namespace hangar::ipc
