// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/ipc/address.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <hangar/backends/ipc/codec.hpp>

namespace hangar::ipc {
namespace {

std::string refusal_of(std::string_view text) {
    const auto parsed = Address::parse(text);
    return parsed ? "no error" : parsed.error().detail;
}

TEST(AddressTest, TheTextFormComesBackAsItWas) {
    for (const std::string text : {"pair:0", "pair:17", "uds:/run/a b.sock", "uds:relative:name",
                                   "tcp:127.0.0.1:4000", "tcp:[::1]:65535", "tcp:host:0"}) {
        const auto parsed = Address::parse(text);
        ASSERT_TRUE(parsed.has_value()) << parsed.error().message();
        EXPECT_EQ(parsed->text(), text);
        EXPECT_EQ(Address::parse(parsed->text()).value(), *parsed);
        EXPECT_EQ(decode<Address>(encode(*parsed)).value(), *parsed);
    }
}

TEST(AddressTest, ThePartsAreWhatTheTextSays) {
    EXPECT_EQ(Address::parse("pair:5").value(), Address(PairAddress{5}));
    EXPECT_EQ(Address::parse("uds:/x").value(), Address(UdsAddress{"/x"}));
    const auto tcp = Address::parse("tcp:[::1]:80").value();
    EXPECT_EQ(tcp, Address(TcpAddress{"::1", 80}));
    EXPECT_EQ(tcp.transport(), Transport::tcp);
}

TEST(AddressTest, AnErrorNamesTheFaultAndTheText) {
    EXPECT_EQ(refusal_of("udp:1"), "no transport (pair, uds, tcp) in address 'udp:1'");
    EXPECT_EQ(refusal_of("uds"), "no transport (pair, uds, tcp) in address 'uds'");
    EXPECT_EQ(refusal_of("uds:"), "no path in address 'uds:'");
    EXPECT_EQ(refusal_of("pair:x"), "no descriptor number in address 'pair:x'");
    EXPECT_EQ(refusal_of("pair:-1"), "no descriptor number in address 'pair:-1'");
    EXPECT_EQ(refusal_of("tcp:host"), "no port in address 'tcp:host'");
    EXPECT_EQ(refusal_of("tcp:host:70000"), "no port number in address 'tcp:host:70000'");
    EXPECT_EQ(refusal_of("tcp::1"), "no host in address 'tcp::1'");
    EXPECT_EQ(refusal_of("tcp:::1:80"), "no host in address 'tcp:::1:80'");
    EXPECT_EQ(refusal_of("tcp:[a]:80"), "no host in address 'tcp:[a]:80'");
}

TEST(AddressTest, APathThatDoesNotFitASocketAddressIsRefused) {
    const std::string fits(max_uds_path, 'x');
    EXPECT_TRUE(Address::parse("uds:" + fits).has_value());
    EXPECT_THAT(refusal_of("uds:" + fits + "x"),
                testing::HasSubstr("a path of 108 bytes, where 107 fit"));
    EXPECT_THAT(refusal_of(std::string("uds:a\0b", 7)), testing::HasSubstr("a zero byte"));
}

TEST(TransportTest, EveryKeyNamesItsTransport) {
    for (const auto key : transport_keys())
        EXPECT_EQ(transport_key(parse_transport(key).value()), key);
    EXPECT_THAT(transport_keys(), testing::ElementsAre("pair", "uds", "tcp"));
    EXPECT_FALSE(parse_transport("udp").has_value());
}

}  // namespace
}  // namespace hangar::ipc
