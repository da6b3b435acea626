// SPDX-License-Identifier: Apache-2.0
// What a message costs to encode and decode, beside a copy of its bytes.
#include <benchmark/benchmark.h>

#include <hangar/backends/ipc/messages.hpp>
#include <hangar/suites/bench/compare.hpp>

namespace hangar::bench {
namespace {

template <class T>
void encode_and_decode(benchmark::State& state, const T& value) {
    const auto bytes = ipc::encode(value);
    compare(
        state, 1'000,
        [&](long count) {
            for (long i = 0; i < count; ++i) {
                const auto encoded = ipc::encode(value);
                benchmark::DoNotOptimize(ipc::decode<T>(encoded));
            }
        },
        [&](long count) {
            for (long i = 0; i < count; ++i) benchmark::DoNotOptimize(ipc::Bytes(bytes));
        });
}

void encode_and_decode_a_small_call(benchmark::State& state) {
    ipc::CallRequest request;
    request.id = 42;
    request.function = "int suite::add(int, int)";
    request.offset = 0x12345;
    request.arguments = ipc::encode_arguments(1, 2);
    encode_and_decode(state, request);
}
BENCHMARK(encode_and_decode_a_small_call)->UseManualTime();

void encode_and_decode_64_kib(benchmark::State& state) {
    encode_and_decode(state, ipc::Bytes(64U << 10U));
}
BENCHMARK(encode_and_decode_64_kib)->UseManualTime();

}  // namespace
}  // namespace hangar::bench
