// SPDX-License-Identifier: Apache-2.0
// Any text is an address or a typed error; an address that was parsed reads back as itself.
#include <hangar/backends/ipc/address.hpp>

#include <hangar/diag/os/invariant.hpp>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using hangar::ipc::Address;
    const auto parsed = Address::parse({reinterpret_cast<const char*>(data), size});
    if (!parsed) return 0;
    const auto again = Address::parse(parsed->text());
    hangar::os::require(again.has_value() && *again == *parsed, "an address reads back as itself");
    return 0;
}
