// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <hangar/diag/waitgraph/function_name.hpp>

namespace hangar::waitgraph {
namespace {

constexpr std::string_view call_operator = "operator()";
constexpr std::string_view unnamed = "(anonymous namespace)";

// How much of `rest` is an operator's name, whose brackets enclose nothing; 0: it is none.
std::size_t operator_size(std::string_view rest) {
    constexpr std::string_view keyword = "operator";
    if (!rest.starts_with(keyword)) return 0;
    if (rest.starts_with(call_operator)) return call_operator.size();
    const auto end = rest.find_first_not_of("<>=-", keyword.size());
    return end == std::string_view::npos ? rest.size() : std::max(end, keyword.size());
}

// Where the arguments begin: the first parenthesis outside of all other brackets.
std::size_t arguments_at(std::string_view text) {
    int depth = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::string_view rest = text.substr(at);
        if (const std::size_t size = operator_size(rest); size > 0) {
            at += size;
        } else if (rest.starts_with(unnamed)) {
            at += unnamed.size();
        } else {
            if (rest.front() == '(' && depth == 0) return at;
            if (std::string_view("<{(").find(rest.front()) != std::string_view::npos) ++depth;
            if (std::string_view(">})").find(rest.front()) != std::string_view::npos) --depth;
            ++at;
        }
    }
    return text.size();
}

}  // namespace

std::string function_name(std::string_view demangled) {
    std::string_view name = demangled.substr(0, arguments_at(demangled));
    constexpr std::string_view called_lambda = "}::operator()";
    if (name.ends_with(called_lambda)) name.remove_suffix(called_lambda.size() - 1);
    return std::string(name.empty() ? demangled : name);
}

}  // namespace hangar::waitgraph
