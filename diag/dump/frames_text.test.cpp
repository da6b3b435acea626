// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <hangar/diag/dump/frames_text.hpp>

namespace hangar::dump {
namespace {

using snapshot::Frame;
using testing::HasSubstr;
using testing::Not;

Frame here(std::string function, unsigned line) {
    Frame frame;
    frame.pc = 0x401000;
    frame.module = "/usr/bin/program";
    frame.function = std::move(function);
    frame.file = std::string(HANGAR_GOLDEN) + "/../frames_text.test.cpp";
    frame.line = line;
    return frame;
}

TEST(FramesTextTest, ShowsTheSourceAroundTheInnermostFrames) {
    const unsigned line = __LINE__;  // this very line is shown
    const std::string text =
        frames_text({here("inner()", line), here("outer()", line)}, {.snippets = 1});
    EXPECT_THAT(text, HasSubstr("in inner()"));
    EXPECT_THAT(text, HasSubstr("this very line is shown"));
    EXPECT_EQ(text.find("this very line"), text.rfind("this very line"));
    EXPECT_THAT(text, HasSubstr("#1 "));
}

TEST(FramesTextTest, ShowsWhatIsInlinedBeforeWhatItIsInlinedInto) {
    Frame inlined = here("inlined()", 1);
    inlined.inlined = true;
    const std::string text = frames_text({inlined, here("outer()", 2)}, {.snippets = 0});
    EXPECT_LT(text.find("inlined()"), text.find("outer()"));
    EXPECT_THAT(text, Not(HasSubstr("#1 ")));
}

TEST(FramesTextTest, ShowsModuleAndOffsetWhereNothingElseIsKnown) {
    Frame frame;
    frame.pc = 0x7f0000001234;
    frame.module = "/usr/lib/libx.so";
    frame.offset = 0x1234;
    EXPECT_EQ(frames_text({frame}), "#0    Object \"/usr/lib/libx.so\", at 0x1234, in ?\n");
    EXPECT_EQ(frames_text({}), "");
}

TEST(FramesTextTest, SurvivesALastFrameThatSaysItIsInlined) {
    Frame frame = here("f()", 1);
    frame.inlined = true;
    EXPECT_THAT(frames_text({frame}, {.snippets = 0}), HasSubstr("f()"));
}

}  // namespace
}  // namespace hangar::dump
