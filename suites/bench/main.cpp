// SPDX-License-Identifier: Apache-2.0
#include <benchmark/benchmark.h>

#include <cstring>
#include <hangar/backends/actor/child_main.hpp>
#include <hangar/suites/bench/floors.hpp>

int main(int argc, char** argv) {
    // The floor of exec is this program, executed only to end.
    if (argc > 1 && std::strcmp(argv[1], hangar::bench::end_at_once) == 0) return 0;
    if (const auto status = hangar::actor::run_child_role()) return *status;
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}
