// SPDX-License-Identifier: Apache-2.0
#include <hangar/diag/os/unix_sockets.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::span message(data, size);
    static_cast<void>(hangar::os::parse_unix_diag(std::as_bytes(message)));
    return 0;
}
