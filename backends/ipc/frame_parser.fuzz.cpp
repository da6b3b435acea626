// SPDX-License-Identifier: Apache-2.0
// However a stream is cut, the parser gives the same frames and the same error.
#include <hangar/backends/ipc/frame_parser.hpp>

#include <algorithm>

#include <hangar/backends/ipc/frame_writer.hpp>
#include <hangar/diag/os/invariant.hpp>

namespace {

using namespace hangar::ipc;

constexpr std::size_t limit = 200;

// What came out, as a stream again, and how it ended.
struct Outcome {
    Bytes frames;
    Error end;
    friend bool operator==(const Outcome&, const Outcome&) = default;
};

bool take_all(FrameParser& parser, FrameWriter& out) {
    for (;;) {
        const auto frame = parser.next();
        if (!frame) return false;
        if (!*frame) return true;
        hangar::os::require((*frame)->payload.size() <= limit, "a payload is within the limit");
        hangar::os::require(out.append((*frame)->kind, (*frame)->payload).has_value(), "it fits");
    }
}

Outcome parse(BytesView stream, std::size_t piece) {
    FrameParser parser(limit);
    FrameWriter out(limit);
    while (!stream.empty()) {
        const auto size = std::min(stream.size(), piece);
        parser.feed(stream.first(size));
        stream = stream.subspan(size);
        if (!take_all(parser, out)) break;
    }
    return {Bytes(out.pending().begin(), out.pending().end()), parser.at_end()};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const auto stream = std::as_bytes(std::span(data, size));
    const auto whole = parse(stream, std::max<std::size_t>(size, 1));
    hangar::os::require(whole == parse(stream, 1), "one byte at a time gives the same");
    hangar::os::require(whole == parse(stream, 7), "seven at a time give the same");
    hangar::os::require(std::ranges::equal(whole.frames, stream.first(whole.frames.size())),
                        "what came out is what went in");
    return 0;
}
