// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>

#include <exception>
#include <hangar/backends/runtime/errors.hpp>
#include <hangar/diag/os/files.hpp>
#include <hangar/suites/faults/conversation.hpp>
#include <hangar/suites/faults/replaced_program.hpp>
#include <iostream>

namespace hangar::faults {

int run_replaced_program(const char* path) {
    try {
        runtime::value_or_throw(os::replace_file(AT_FDCWD, path, "#!/bin/false\n"));
        for (const char* backend : {"exec", "vfork_exec", "forkserver"}) {
            actor::TreeOptions options;
            options.backend = backend;
            converse_in_tree(options);
        }
        return 0;
    } catch (...) {
        std::cerr << runtime::describe(std::current_exception()) << '\n';
        return 1;
    }
}

}  // namespace hangar::faults
