// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace hangar::preload {

// Serves the runner at the other end of launch::server_socket, which has asked by
// launch::server_variable, until it closes that; the process ends then, without an exit handler.
// Returns in each copy, which goes on as the program, with one test in argv.
void serve(int argc, char** argv);

}  // namespace hangar::preload
