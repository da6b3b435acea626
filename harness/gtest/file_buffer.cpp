// SPDX-License-Identifier: Apache-2.0
#include <hangar/diag/os/signal_safe.hpp>
#include <hangar/harness/gtest/file_buffer.hpp>

namespace hangar {

FileBuffer::int_type FileBuffer::overflow(int_type character) {
    if (traits_type::eq_int_type(character, traits_type::eof())) return traits_type::not_eof(0);
    const char text = traits_type::to_char_type(character);
    return xsputn(&text, 1) == 1 ? character : traits_type::eof();
}

std::streamsize FileBuffer::xsputn(const char* text, std::streamsize size) {
    if (!os::signal_safe::write_all(file_, {text, static_cast<std::size_t>(size)})) return 0;
    return also_ != nullptr ? also_->sputn(text, size) : size;
}

int FileBuffer::sync() {
    return also_ != nullptr ? also_->pubsync() : 0;
}

}  // namespace hangar
