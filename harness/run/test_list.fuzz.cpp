// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>

#include <hangar/harness/run/gtest_report.hpp>
#include <hangar/harness/run/result_note.hpp>
#include <hangar/harness/run/test_list.hpp>

// Everything that a program under test writes and the runner parses.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    (void)hangar::run::parse_json_list(bytes);
    (void)hangar::run::parse_text_list(bytes);
    (void)hangar::run::parse_gtest_report(bytes, "A.B");
    hangar::run::ResultNotes notes;
    (void)hangar::run::take_result_notes(bytes, notes);
    return 0;
}
