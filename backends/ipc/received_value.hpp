// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>

#include <hangar/backends/ipc/codec.hpp>

namespace hangar::ipc {

// Bytes within a message that was received: a view of its frame, and valid as long. They cross as
// Bytes do.
struct BorrowedBytes {
    BytesView view;
};

template <>
struct Codec<BorrowedBytes> {
    static void encode(Writer& writer, BorrowedBytes value) { writer.binary(value.view); }
    static bool decode(Reader& reader, BorrowedBytes& value) { return reader.binary(value.view); }
};

// An encoded value out of a frame, kept until somebody says what type it is of. A value that is
// bytes itself is kept without what says so: from the frame to its receiver it is copied once.
class ReceivedValue {
  public:
    ReceivedValue() = default;
    explicit ReceivedValue(BytesView encoded) {
        Reader reader(encoded);
        BytesView content = encoded;
        is_bytes_ = reader.peek() == WireType::binary && reader.binary(content) && reader.finish();
        if (!is_bytes_) content = encoded;
        bytes_.assign(content.begin(), content.end());
    }

    // Once.
    template <class T>
    [[nodiscard]] Decoded<T> decode() && {
        if (!is_bytes_) return ipc::decode<T>(bytes_);
        if constexpr (std::same_as<T, Bytes>)
            return std::move(bytes_);
        else
            return ipc::decode<T>(ipc::encode(bytes_));
    }

  private:
    Bytes bytes_;
    bool is_bytes_ = false;
};

}  // namespace hangar::ipc
