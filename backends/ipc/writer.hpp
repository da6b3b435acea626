// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include <hangar/backends/ipc/bytes.hpp>

namespace hangar::ipc {

// Appends MessagePack values to a buffer, each in its shortest form. Not synchronised; the buffer
// is the caller's and must outlive the writer. A container's header is followed by as many values
// (a map: pairs of values) as it announces: that is the caller's duty, and `Codec` does it.
// Source: github.com/msgpack/msgpack/blob/master/spec.md
// Requires: no string, binary or container longer than 4 GiB.
class Writer {
  public:
    explicit Writer(Bytes& out) noexcept : out_(&out) {}

    void nil();
    void boolean(bool value);
    void integer(std::int64_t value);
    void integer(std::uint64_t value);
    void floating(float value);
    void floating(double value);
    void text(std::string_view value);
    void binary(BytesView value);
    void binary_header(std::size_t size);  // so many bytes follow: the caller's duty
    void array(std::size_t elements);
    void map(std::size_t pairs);

  private:
    template <class Unsigned>
    void tagged(unsigned tag, Unsigned value);
    void byte(unsigned value);
    void append(BytesView bytes);

    Bytes* out_;
};

}  // namespace hangar::ipc
