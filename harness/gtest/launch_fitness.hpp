// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace hangar {

// Why this program cannot be a warm fork server of its tests; empty: it can. It cannot once it has
// started a thread, which its copies would lack, or with a sanitizer that is bound to its process.
[[nodiscard]] std::string unfit_for_forks();

// Says so to the runner that has this program list its tests: into the file that
// HANGAR_LAUNCH_NOTE names, if there is one. One line; empty if it can. That there is one says that
// the program is linked with hangar.
void note_fitness();

}  // namespace hangar
