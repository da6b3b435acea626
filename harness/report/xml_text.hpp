// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace hangar::report {

// Any bytes as text of an XML 1.0 document, fit for attributes and elements alike. What XML cannot
// hold stays visible: a control character becomes its picture (U+2400 and on), a byte that is no
// UTF-8 the replacement character. Line ends and tabs are kept by reference. Pure; any thread.
[[nodiscard]] std::string xml_text(std::string_view bytes);

// The same, readable: line ends and tabs stand as they are. For elements only.
[[nodiscard]] std::string xml_body(std::string_view bytes);

}  // namespace hangar::report
