// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/os/result.hpp>
#include <hangar/diag/symbols/elf_file.hpp>
#include <hangar/diag/symbols/module_map.hpp>

namespace hangar::symbols {

// The very file that is mapped as `module` of the process, also if it is deleted, replaced, or in
// another mount namespace: by /proc/PID/map_files (which takes a privilege), else /proc/PID/exe,
// else the path in the process's root; the vdso by its memory. A file is taken only if it has the
// mapping's build id, or without one is the same inode.
// Errors: of the last attempt; ESTALE when another file lies there.
[[nodiscard]] os::Result<ElfFile> open_module(const os::ProcDir& process, pid_t pid,
                                              const Module& module);

}  // namespace hangar::symbols
