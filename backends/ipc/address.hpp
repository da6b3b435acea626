// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <variant>

#include <hangar/backends/ipc/codec_base.hpp>
#include <hangar/backends/ipc/protocol_error.hpp>
#include <hangar/backends/ipc/transport.hpp>

namespace hangar::ipc {

// An end that this process inherited: the descriptor's number.
struct PairAddress {
    int fd = -1;
    friend bool operator==(const PairAddress&, const PairAddress&) = default;
};

struct UdsAddress {
    std::filesystem::path path;
    friend bool operator==(const UdsAddress&, const UdsAddress&) = default;
};

// `host` is a numeric address ("127.0.0.1", "::1"); port 0 lets a listener choose.
struct TcpAddress {
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;
    friend bool operator==(const TcpAddress&, const TcpAddress&) = default;
};

// The longest path that fits sockaddr_un with its terminating zero.
inline constexpr std::size_t max_uds_path = 107;

// Where an actor can be reached: "pair:5", "uds:/run/x.sock", "tcp:127.0.0.1:4000",
// "tcp:[::1]:4000". A value; any thread.
class Address {
  public:
    using Variant = std::variant<PairAddress, UdsAddress, TcpAddress>;  // in Transport's order

    Address() = default;
    Address(PairAddress pair) : value_(pair) {}
    Address(UdsAddress uds) : value_(std::move(uds)) {}
    Address(TcpAddress tcp) : value_(std::move(tcp)) {}

    // Errors: `malformed_message`, with what is wrong: an unknown transport (the valid keys are
    // named), an empty or too long path, a port that is no number.
    [[nodiscard]] static Result<Address> parse(std::string_view text);
    [[nodiscard]] std::string text() const;

    [[nodiscard]] Transport transport() const noexcept {
        return static_cast<Transport>(value_.index());
    }
    [[nodiscard]] const Variant& value() const noexcept { return value_; }
    template <class T>
    [[nodiscard]] const T* get_if() const noexcept {
        return std::get_if<T>(&value_);
    }
    friend bool operator==(const Address&, const Address&) = default;

  private:
    Variant value_;
};

// Crosses channels in its text form.
template <>
struct Codec<Address> {
    static void encode(Writer& writer, const Address& value);
    static bool decode(Reader& reader, Address& value);
};

}  // namespace hangar::ipc
