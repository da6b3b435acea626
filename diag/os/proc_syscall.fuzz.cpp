// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <hangar/diag/os/proc_syscall.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto call = hangar::os::parse_syscall(text);
    if (call && call->at_rest() && call->sp == 0 && call->pc == 0) __builtin_trap();
    return 0;
}
