// SPDX-License-Identifier: Apache-2.0
// Uses the OS layer of an installed hangar: a word through a pipe.
#include <hangar/diag/os/fd.hpp>

int main() {
    auto pipe = hangar::os::make_pipe();
    if (!pipe || !hangar::os::write_all(pipe->second.get(), "hello")) return 1;
    pipe->second.reset();
    const auto text = hangar::os::read_all(pipe->first.get());
    return text && *text == "hello" ? 0 : 1;
}
