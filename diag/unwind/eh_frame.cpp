// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>
#include <hangar/diag/unwind/eh_frame.hpp>
#include <limits>
#include <optional>
#include <string_view>

namespace hangar::unwind {
namespace {

// Reads on, never beyond the end: then it has failed, and everything after reads as zero.
class Bytes {
  public:
    explicit Bytes(std::span<const std::byte> bytes) : bytes_(bytes) {}

    template <class Value>
    Value take() {
        Value value{};
        if (bytes_.size() < sizeof value) {
            fail();
        } else {
            std::memcpy(&value, bytes_.data(), sizeof value);
            bytes_ = bytes_.subspan(sizeof value);
        }
        return value;
    }
    void skip(std::size_t count) {
        if (count > bytes_.size()) return fail();
        bytes_ = bytes_.subspan(count);
    }
    // LEB128; its value does not matter here.
    void skip_number() {
        while ((take<std::uint8_t>() & 0x80U) != 0) {
        }
    }
    std::string_view take_text() {
        const auto end = std::ranges::find(bytes_, std::byte{0});
        if (end == bytes_.end()) return fail(), std::string_view();
        const auto size = static_cast<std::size_t>(end - bytes_.begin());
        const std::string_view text(reinterpret_cast<const char*>(bytes_.data()), size);
        skip(size + 1);
        return text;
    }
    [[nodiscard]] bool failed() const noexcept { return failed_; }

  private:
    void fail() {
        failed_ = true;
        bytes_ = {};
    }

    std::span<const std::byte> bytes_;
    bool failed_ = false;
};

// How a pointer is written (DW_EH_PE_*): its form below, what it is relative to above.
constexpr std::uint8_t form_mask = 0x0f;
constexpr std::uint8_t relation_mask = 0x70;
constexpr std::uint8_t relative_to_itself = 0x10;

// How many bytes a pointer of this encoding has; 0: it is none that code addresses are written in.
std::size_t pointer_size(std::uint8_t encoding) {
    switch (encoding & form_mask) {
        case 0x00:  // absptr
        case 0x04:  // udata8
        case 0x0c:  // sdata8
            return 8;
        case 0x03:  // udata4
        case 0x0b:  // sdata4
            return 4;
        default:
            return 0;
    }
}

// The encoding of the addresses in the records that refer to this common record.
std::optional<std::uint8_t> encoding_of(std::span<const std::byte> common) {
    Bytes bytes(common);
    const auto version = bytes.take<std::uint8_t>();
    const std::string_view augmentation = bytes.take_text();
    bytes.skip_number();  // the alignments of code and of data
    bytes.skip_number();
    if (version == 1)
        bytes.skip(1);  // the register of the return address
    else
        bytes.skip_number();
    std::uint8_t encoding = 0;
    if (augmentation.starts_with('z')) {
        bytes.skip_number();
        for (const char letter : augmentation.substr(1)) {
            if (letter == 'R') encoding = bytes.take<std::uint8_t>();
            if (letter == 'L') bytes.skip(1);
            if (letter == 'P') bytes.skip(pointer_size(bytes.take<std::uint8_t>()));
        }
    }
    if (bytes.failed() || pointer_size(encoding) == 0) return std::nullopt;
    return encoding;
}

std::uint64_t pointer_at(std::span<const std::byte> bytes, std::uint64_t address,
                         std::uint8_t encoding) {
    Bytes from(bytes);
    std::uint64_t value = 0;
    if (pointer_size(encoding) == 8)
        value = from.take<std::uint64_t>();
    else if ((encoding & form_mask) == 0x0b)
        value = static_cast<std::uint64_t>(std::int64_t{from.take<std::int32_t>()});
    else
        value = from.take<std::uint32_t>();
    return (encoding & relation_mask) == relative_to_itself ? value + address : value;
}

class Index {
  public:
    Index(std::span<const std::byte> section, std::uint64_t address)
        : section_(section), address_(address) {}

    std::vector<FunctionEntry> build() {
        std::size_t at = 0;
        while (const std::size_t next = take_record(at)) at = next;
        std::ranges::sort(entries_);
        return std::move(entries_);
    }

  private:
    // Where the record after the one at `at` begins; 0 at the end.
    std::size_t take_record(std::size_t at) {
        Bytes head(section_.subspan(at));
        const auto size = head.take<std::uint32_t>();
        const auto reference = head.take<std::uint32_t>();
        constexpr std::uint32_t extended = UINT32_MAX;  // a length of 8 bytes: nobody writes it
        if (head.failed() || size < sizeof reference || size == extended) return 0;
        const std::size_t body = at + sizeof size;
        if (size > section_.size() - body) return 0;
        if (reference != 0 && reference <= body) take_function(at, body - reference, size);
        return body + size;
    }

    void take_function(std::size_t at, std::size_t common, std::uint32_t size) {
        const auto encoding = encoding_at(common);
        const std::size_t place = at + 8;  // after the length and the reference
        if (!encoding || size < sizeof(std::uint32_t) + pointer_size(*encoding)) return;
        const std::uint64_t start =
            pointer_at(section_.subspan(place), address_ + place, *encoding);
        const auto offset = static_cast<std::int64_t>(start - address_);
        using Limits = std::numeric_limits<std::int32_t>;
        if (offset < Limits::min() || offset > Limits::max() || at > Limits::max()) return;
        entries_.push_back({static_cast<std::int32_t>(offset), static_cast<std::int32_t>(at)});
    }

    // Records of one common record stand together, so that the last answer mostly fits.
    std::optional<std::uint8_t> encoding_at(std::size_t common) {
        if (common == common_) return encoding_;
        common_ = common;
        encoding_.reset();
        Bytes head(section_.subspan(common));
        const auto size = head.take<std::uint32_t>();
        const bool is_common = head.take<std::uint32_t>() == 0;
        if (head.failed() || !is_common) return encoding_;
        encoding_ =
            encoding_of(section_.subspan(common + 8)
                            .first(std::min<std::size_t>(size, section_.size() - common - 8)));
        return encoding_;
    }

    std::span<const std::byte> section_;
    std::uint64_t address_;
    std::vector<FunctionEntry> entries_;
    std::size_t common_ = SIZE_MAX;
    std::optional<std::uint8_t> encoding_;
};

}  // namespace

std::vector<FunctionEntry> index_eh_frame(std::span<const std::byte> section,
                                          std::uint64_t address) {
    return Index(section, address).build();
}

}  // namespace hangar::unwind
