// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include <hangar/harness/cli/config_file.hpp>

// Whatever the bytes: a file with its common section, or an error with a place.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto file = hangar::cli::parse_config({reinterpret_cast<const char*>(data), size});
    if (file && file->sections.empty()) std::abort();
    if (!file && file.error().message.empty()) std::abort();
    return 0;
}
