// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace hangar {

// What a fixture makes of what it finds at a test's end.
enum class OnLeak { fail, report };

// A failure where the running test stands, or, for `report`, the same text in its output. Outside
// of a test: on standard error. In the XML report as the test's property `name`, too.
void tell_leak(OnLeak what, const std::string& name, const std::string& text);

}  // namespace hangar
