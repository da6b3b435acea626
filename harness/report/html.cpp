// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include <hangar/harness/report/html.hpp>
#include <hangar/harness/report/page_data.hpp>
#include <hangar/harness/report/page_parts.hpp>
#include <hangar/harness/report/whole_file.hpp>

namespace hangar::report {

std::string html_document(const RunRecord& run, const std::string& folder) {
    std::string page(page_html);
    const std::pair<std::string_view, std::string> parts[] = {
        {"{{script}}", std::string(page_script)},
        {"{{run}}", page_data(run, folder)},
        {"{{style}}", std::string(page_style)},
    };
    // From the end of the page to its beginning: what is put in is never searched.
    for (const auto& [mark, text] : parts) page.replace(page.find(mark), mark.size(), text);
    return page;
}

os::Status write_html(const RunRecord& run, const std::string& folder) {
    return write_whole_file(folder + "/report.html", html_document(run, folder));
}

}  // namespace hangar::report
