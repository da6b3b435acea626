// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

// The files in page/, which the build puts into the library. The page has the marks {{style}},
// {{run}} and {{script}}, in this order.
namespace hangar::report {

extern const std::string_view page_html;
extern const std::string_view page_style;
extern const std::string_view page_script;

}  // namespace hangar::report
