// SPDX-License-Identifier: Apache-2.0
// Uses an installed hangar: a pipe there and back through diag's OS layer.
#include <cstdio>

#include <hangar/diag/os/fd.hpp>

int main() {
    auto pipe = hangar::os::make_pipe();
    if (!pipe) return 1;
    if (!hangar::os::write_all(pipe->second.get(), "hello")) return 2;
    pipe->second.reset();
    const auto text = hangar::os::read_all(pipe->first.get());
    if (!text || *text != "hello") return 3;
    std::puts("consumer: hello");
    return 0;
}
