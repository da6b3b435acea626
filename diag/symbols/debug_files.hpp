// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <elfutils/libdwfl.h>

namespace hangar::symbols {

// libdwfl's find_debuginfo callback: a descriptor of the file with `module`'s debugging
// information, or -1. Unlike the library's own it never asks a server, which could take for ever.
// Source: gdb manual, "Debugging Information in Separate Files".
int find_debug_file(Dwfl_Module* module, void** user_data, const char* module_name, Dwarf_Addr base,
                    const char* file_name, const char* debug_link, GElf_Word debug_link_checksum,
                    char** debug_file_name);

}  // namespace hangar::symbols
