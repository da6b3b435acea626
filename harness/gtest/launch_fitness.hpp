// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace hangar {

// Whose main it is: HANGAR_MAIN's, or a user's, who does there what he likes.
enum class MainKind { plain, own };

// Why this program cannot be a warm fork server of its tests; empty: it can. It cannot once it has
// started a thread or a timer, which its copies would lack, or a child, which is none of theirs, or
// holds a descriptor beyond the standard ones and `socket`: copies share what it is open on, and
// the first that ends may remove it for all. Nor with a sanitizer that is bound to its process.
[[nodiscard]] std::string unfit_for_forks(int socket = -1);

// Says so to the runner that has this program list its tests: into the file that
// HANGAR_LAUNCH_NOTE names, if there is one. A line that is empty if it can; then one why it should
// not unless somebody asks for it. That there is a note says that the program is linked with
// hangar.
void note_fitness(MainKind main);

}  // namespace hangar
