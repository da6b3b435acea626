// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hangar::run {

// A tag of an XML document: "</a>" is named "/a", "<a/>" and "<a>" are "a". Borrows the text.
struct XmlTag {
    std::string_view name;
    std::string_view attributes;  // as they stand there

    // Its references resolved; empty if there is none of this name.
    [[nodiscard]] std::string attribute(std::string_view wanted) const;
};

// The tags of a document in their order; what stands between them (text, CDATA, comments) is passed
// over. Made for the reports of test programs: any bytes may come, and what is cut off or no tag
// ends the sequence. Not synchronised; borrows the text.
class XmlTags {
  public:
    explicit XmlTags(std::string_view text) noexcept : rest_(text) {}
    [[nodiscard]] std::optional<XmlTag> next();

  private:
    bool skip(std::string_view opening, std::string_view closing);

    std::string_view rest_;
};

// "a&lt;b&#x0A;" as "a<b\n"; what is no reference stays as it is.
[[nodiscard]] std::string resolve_references(std::string_view text);

}  // namespace hangar::run
