// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <hangar/diag/snapshot/frame.hpp>

namespace hangar::dump {

struct FramesTextOptions {
    // So many frames, from the innermost that has a source file here, are shown with the lines
    // around them.
    unsigned snippets = 2;
};

// A stack for people, as backward-cpp prints it, innermost first. Reads source files.
[[nodiscard]] std::string frames_text(const std::vector<snapshot::Frame>& frames,
                                      const FramesTextOptions& options = {});

}  // namespace hangar::dump
