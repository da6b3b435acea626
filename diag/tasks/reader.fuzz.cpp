// SPDX-License-Identifier: Apache-2.0
// Damaged task trees: the input says which words of a small sound one are overwritten, with what.
#include <hangar/diag/tasks/little_world.test.hpp>
#include <hangar/diag/tasks/registry_reader.hpp>
#include <hangar/diag/tasks/text.hpp>

using namespace hangar;

namespace {

struct Damage {
    std::uint16_t at;
    std::uint16_t from;
    std::uint64_t word;
};

void inflict(const Damage& damage, std::vector<std::byte>& bytes) {
    const std::size_t words = bytes.size() / 8;
    std::byte* to = &bytes[damage.at % words * 8];
    // Half of them are words of the tree itself: links that lead to the wrong node.
    if (damage.from % 2 == 0) {
        std::memcpy(to, &damage.word, 8);
    } else {
        std::memmove(to, &bytes[damage.from % words * 8], 8);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const tasks::LittleWorld world;
    tasks::ImageMemory image(world);
    for (Damage damage{}; size >= sizeof damage; size -= sizeof damage, data += sizeof damage) {
        std::memcpy(&damage, data, sizeof damage);
        inflict(damage, image.bytes());
    }
    const auto registry =
        tasks::read_registry(image, reinterpret_cast<std::uint64_t>(&world.registry));
    if (!registry) return 0;
    tasks::ReadOptions options;
    options.now_ns = tasks::LittleWorld::now_ns;
    const auto tree = tasks::read_loops(image, *registry, options);
    for (const tasks::Actor& actor : tree.actors)
        if (!actor.is_sound()) __builtin_trap();
    static_cast<void>(tasks::to_text(tree));
    static_cast<void>(tasks::to_json(tree));
    return 0;
}
