// SPDX-License-Identifier: Apache-2.0
// A pipe to oneself that a signal's handler writes to.
#include <hangar/suites/zoo/zoo.hpp>

zoo::Pipe wake;

void on_signal(int /*signal*/) {
    zoo::open_gate(wake);
}

int main() {
    zoo::begin();
    wake = zoo::make_pipe();
    ::signal(SIGTERM, on_signal);
    zoo::ready();
    zoo::wait_for(wake);
}
