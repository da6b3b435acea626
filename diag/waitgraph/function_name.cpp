// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <hangar/diag/waitgraph/function_name.hpp>
#include <utility>

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

// How much of `rest` the brackets that it begins with enclose, they included.
std::size_t bracketed_size(std::string_view rest) {
    constexpr std::string_view opening = "<{(";
    constexpr std::string_view closing = ">})";
    int depth = 0;
    for (std::size_t at = 0; at < rest.size(); ++at) {
        if (opening.find(rest[at]) != std::string_view::npos) ++depth;
        if (closing.find(rest[at]) != std::string_view::npos && --depth == 0) return at + 1;
    }
    return rest.size();
}

// Arguments after which the name goes on, as in `run(int)::{lambda()#1}`.
bool are_of_a_scope(std::string_view after) {
    constexpr std::string_view qualifier = " const";
    if (after.starts_with(qualifier)) after.remove_prefix(qualifier.size());
    return after.starts_with("::");
}

// Where a namespace has no name, there is nothing to say of it.
std::string without_unnamed(std::string name) {
    constexpr std::string_view qualifier = "(anonymous namespace)::";
    for (auto at = name.find(qualifier); at != std::string::npos; at = name.find(qualifier, at))
        name.erase(at, qualifier.size());
    return name;
}

}  // namespace

std::string function_name(std::string_view demangled) {
    std::string name;
    bool is_operator = false;
    for (std::string_view rest = demangled; !rest.empty();) {
        std::size_t size = operator_size(rest);
        is_operator = is_operator || size != 0;
        if (size == 0 && rest.starts_with(unnamed)) size = unnamed.size();
        if (size == 0 && rest.starts_with(" [")) break;  // `f [clone .cold]`
        if (size == 0 && !is_operator && rest.front() == ' ') {
            name.clear();  // that was what a template returns
            rest.remove_prefix(1);
            continue;
        }
        if (size == 0 && rest.front() == '(') {
            const std::size_t arguments = bracketed_size(rest);
            if (name == "decltype") {
                rest.remove_prefix(arguments);
                continue;
            }
            if (!are_of_a_scope(rest.substr(arguments))) break;
            rest.remove_prefix(rest.find("::", arguments));
            continue;
        }
        if (size == 0) size = rest.front() == '<' || rest.front() == '{' ? bracketed_size(rest) : 1;
        name += rest.substr(0, size);
        rest.remove_prefix(size);
    }
    constexpr std::string_view called_lambda = "}::operator()";
    if (name.ends_with(called_lambda)) name.resize(name.size() - called_lambda.size() + 1);
    return without_unnamed(name.empty() ? std::string(demangled) : std::move(name));
}

}  // namespace hangar::waitgraph
