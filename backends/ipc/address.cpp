// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/ipc/address.hpp>

#include <charconv>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hangar::ipc {
namespace {

tl::unexpected<Error> bad(std::string_view what, std::string_view text) {
    return error(ProtocolError::malformed_message, fmt::format("{} in address '{}'", what, text));
}

// All of `text` as a number; false for anything else, an empty text too.
template <class Number>
bool parse_number(std::string_view text, Number& number) noexcept {
    const auto* const end = text.data() + text.size();
    const auto [stop, code] = std::from_chars(text.data(), end, number);
    return code == std::errc{} && stop == end;
}

Result<Address> parse_pair(std::string_view rest, std::string_view text) {
    PairAddress pair;
    if (!parse_number(rest, pair.fd) || pair.fd < 0) return bad("no descriptor number", text);
    return Address(pair);
}

Result<Address> parse_uds(std::string_view rest, std::string_view text) {
    if (rest.empty()) return bad("no path", text);
    if (rest.find('\0') != std::string_view::npos) return bad("a zero byte", text);
    if (rest.size() > max_uds_path)
        return bad(fmt::format("a path of {} bytes, where {} fit,", rest.size(), max_uds_path),
                   text);
    return Address(UdsAddress{std::filesystem::path(rest)});
}

// "host:port" or "[host]:port"; the brackets are for hosts with colons, and only for them.
Result<Address> parse_tcp(std::string_view rest, std::string_view text) {
    const auto colon = rest.rfind(':');
    if (colon == std::string_view::npos) return bad("no port", text);
    TcpAddress tcp;
    if (!parse_number(rest.substr(colon + 1), tcp.port)) return bad("no port number", text);
    auto host = rest.substr(0, colon);
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (bracketed) host = host.substr(1, host.size() - 2);
    const bool colons = host.find(':') != std::string_view::npos;
    if (host.empty() || bracketed != colons || host.find_first_of("[] ") != std::string_view::npos)
        return bad("no host", text);
    tcp.host = host;
    return Address(std::move(tcp));
}

}  // namespace

Result<Address> Address::parse(std::string_view text) {
    const auto colon = text.find(':');
    const auto transport = parse_transport(text.substr(0, colon));
    if (!transport || colon == std::string_view::npos)
        return bad(fmt::format("no transport ({})", fmt::join(transport_keys(), ", ")), text);
    const auto rest = text.substr(colon + 1);
    switch (*transport) {
        case Transport::pair:
            return parse_pair(rest, text);
        case Transport::uds:
            return parse_uds(rest, text);
        case Transport::tcp:
            return parse_tcp(rest, text);
    }
    return bad("no transport", text);
}

std::string Address::text() const {
    if (const auto* pair = get_if<PairAddress>()) return fmt::format("pair:{}", pair->fd);
    if (const auto* uds = get_if<UdsAddress>()) return fmt::format("uds:{}", uds->path.native());
    const auto& tcp = std::get<TcpAddress>(value_);
    if (tcp.host.find(':') == std::string::npos)
        return fmt::format("tcp:{}:{}", tcp.host, tcp.port);
    return fmt::format("tcp:[{}]:{}", tcp.host, tcp.port);
}

void Codec<Address>::encode(Writer& writer, const Address& value) {
    writer.text(value.text());
}

bool Codec<Address>::decode(Reader& reader, Address& value) {
    std::string_view text;
    if (!reader.text(text)) return false;
    auto parsed = Address::parse(text);
    if (!parsed) return reader.fail(DecodeFault::out_of_range, std::move(parsed.error().detail));
    value = std::move(*parsed);
    return true;
}

}  // namespace hangar::ipc
