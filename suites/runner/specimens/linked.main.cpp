// SPDX-License-Identifier: Apache-2.0
// What makes a program of plain tests one that is linked with hangar.
#include <stdlib.h>

#include <cstdio>
#include <hangar/harness.hpp>

int main(int argc, char** argv) {
    if (::getenv("SPECIMEN_REFUSES") != nullptr && ::getenv("HANGAR_LAUNCH_SERVER") != nullptr) {
        std::puts("not today");
        return 3;
    }
    return hangar::run_tests(argc, argv);
}
