// SPDX-License-Identifier: Apache-2.0
#include <backward.hpp>
#include <filesystem>
#include <hangar/diag/dump/frames_text.hpp>
#include <hangar/diag/dump/words.hpp>
#include <sstream>

namespace hangar::dump {
namespace {

using backward::ResolvedTrace;
using snapshot::Frame;

ResolvedTrace::SourceLoc source_of(const Frame& frame) {
    ResolvedTrace::SourceLoc source;
    source.function = printable(frame.function);
    source.filename = printable(frame.file);
    source.line = frame.line;
    return source;
}

// What the standard library inlines into a function tells nobody why it hangs.
bool is_plumbing(const Frame& frame) {
    return frame.file.starts_with("/usr/include/");
}

// The frames of one address: `first` is the innermost, the last the function that was called.
ResolvedTrace trace_of(const Frame* first, const Frame* last, std::size_t index) {
    ResolvedTrace trace;
    trace.idx = index;
    trace.addr = reinterpret_cast<void*>(last->offset != 0 ? last->offset : last->pc);
    trace.object_filename = last->module.empty() ? "?" : printable(last->module);
    trace.object_function = last->function.empty() ? "?" : printable(last->function);
    if (last->signal_frame) trace.object_function += " (a signal was handled here)";
    trace.source = source_of(*last);
    for (const Frame* inlined = last; inlined != first;)
        if (--inlined; !is_plumbing(*inlined)) trace.inliners.push_back(source_of(*inlined));
    return trace;
}

std::vector<ResolvedTrace> traces_of(const std::vector<Frame>& frames) {
    std::vector<ResolvedTrace> traces;
    const Frame* first = frames.data();
    const Frame* end = first + frames.size();
    while (first != end) {
        const Frame* last = first;
        while (last->inlined && last + 1 != end) ++last;
        traces.push_back(trace_of(first, last, traces.size()));
        first = last + 1;
    }
    return traces;
}

// The program's own code.
bool has_source(const ResolvedTrace& trace) {
    std::error_code ignored;
    return trace.source.line != 0 && !trace.source.filename.starts_with("/usr/") &&
           std::filesystem::is_regular_file(trace.source.filename, ignored);
}

// The printer begins with a headline, which a group of threads has already.
std::string without_headline(const std::string& text) {
    return text.substr(std::min(text.find('\n') + 1, text.size()));
}

}  // namespace

std::string frames_text(const std::vector<Frame>& frames, const FramesTextOptions& options) {
    backward::Printer printer;
    printer.object = false;
    printer.address = false;
    printer.color_mode = backward::ColorMode::never;
    printer.trace_context_size = 3;
    printer.inliner_context_size = 1;
    unsigned snippets = options.snippets;
    std::string text;
    for (const ResolvedTrace& trace : traces_of(frames)) {
        printer.snippet = snippets > 0 && has_source(trace);
        if (printer.snippet) --snippets;
        std::ostringstream out;
        printer.print(&trace, &trace + 1, out, 0);
        text += without_headline(out.str());
    }
    return text;
}

}  // namespace hangar::dump
