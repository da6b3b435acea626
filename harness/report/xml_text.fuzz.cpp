// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include <hangar/harness/report/journal_reader.hpp>
#include <hangar/harness/report/xml_text.hpp>

// Whatever the bytes, the text holds nothing that ends an attribute or an element.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    for (const char c : hangar::report::xml_text(bytes))
        if (c == '<' || c == '>' || c == '"' || static_cast<unsigned char>(c) < 0x20) std::abort();
    (void)hangar::report::parse_journal(bytes);
    return 0;
}
