// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tl/expected.hpp>
#include <type_traits>

#include <hangar/backends/ipc/reader.hpp>
#include <hangar/backends/ipc/writer.hpp>

namespace hangar::ipc {

// How one type is written and read. Specialise it:
//   static void encode(Writer&, const T&);
//   static bool decode(Reader&, T&);     false: the reader has the error
template <class T>
struct Codec;

template <class T>
concept Encodable = requires(Writer& writer, const T& value) { Codec<T>::encode(writer, value); };

template <class T>
concept Decodable = requires(Reader& reader, T& value) {
    { Codec<T>::decode(reader, value) } -> std::same_as<bool>;
};

template <class T>
void write(Writer& writer, const T& value) {
    static_assert(Encodable<T>, "no Codec: describe the type with HANGAR_SERIALIZE(Type, members)");
    Codec<T>::encode(writer, value);
}

template <class T>
[[nodiscard]] bool read(Reader& reader, T& value) {
    static_assert(Decodable<T>, "no Codec: describe the type with HANGAR_SERIALIZE(Type, members)");
    return Codec<T>::decode(reader, value);
}

}  // namespace hangar::ipc
