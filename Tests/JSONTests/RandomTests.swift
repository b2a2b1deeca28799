// SPDX-License-Identifier: Apache-2.0

import JSON
import Money
import Testing

@Suite struct RandomTests {
    @Test("a thousand random values survive writing and reading", arguments: 1...4)
    func roundTrips(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<250 {
            let value = randomValue(depth: 0, using: &generator)
            let bytes = value.encoded()
            let read = try JSON(parsing: bytes)
            #expect(read == value, "seed \(seed): \(value.text)")
            #expect(read.encoded() == bytes)
            #expect(try JSON(parsing: value.canonical).canonical == value.canonical)
            #expect(JSONScanner.member([], of: bytes) == 0..<bytes.count)
            try checkMembers(of: value, in: bytes)
        }
    }

    @Test(
        "the reader and the scanner agree on every damaged text, and none ends the process",
        arguments: 1...8)
    func mutations(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed &* 7_919)
        for _ in 0..<60 {
            let bytes = randomValue(depth: 0, using: &generator).encoded()
            for _ in 0..<40 {
                let damaged = mutated(bytes, using: &generator)
                let refusal = refusal(of: damaged)
                let isScanned = JSONScanner.member([], of: damaged) != nil
                if case .duplicateName = refusal { continue }
                #expect(isScanned == (refusal == nil), "seed \(seed): \(damaged)")
            }
        }
    }

    private func checkMembers(of value: JSON, in bytes: [UInt8]) throws {
        for (name, member) in value.object?.members ?? [] {
            let range = try #require(JSONScanner.member([name], of: bytes))
            #expect(try JSON(parsing: bytes[range]) == member)
            let edited = try #require(
                JSONScanner.replacingMember([name], of: bytes, with: "new"))
            #expect(try JSON(parsing: edited)[name] == "new")
        }
    }

    private func refusal(of bytes: [UInt8]) -> JSONRefusal? {
        do throws(JSONRefusal) {
            _ = try JSON(parsing: bytes)
            return nil
        } catch {
            return error
        }
    }

    private func mutated(
        _ bytes: [UInt8], using generator: inout SeededGenerator
    ) -> [UInt8] {
        var bytes = bytes
        let favourites = Array("{}[]:,\"\\0-.eEun 1\u{0}\u{80}".utf8) + [0xED, 0xF4, 0xFF, 0xC0]
        for _ in 0..<Int.random(in: 1...3, using: &generator) where !bytes.isEmpty {
            let index = Int.random(in: bytes.indices, using: &generator)
            let byte = favourites.randomElement(using: &generator) ?? 0
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: bytes[index] = byte
            case 1: bytes.insert(byte, at: index)
            case 2: bytes.remove(at: index)
            case 3: bytes.removeLast(bytes.count - index)
            default: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            }
        }
        return bytes
    }

    private func randomValue(depth: Int, using generator: inout SeededGenerator) -> JSON {
        switch Int.random(in: 0..<(depth < 5 ? 9 : 6), using: &generator) {
        case 0: return .null
        case 1: return .bool(.random(using: &generator))
        case 2: return .number(JSONNumber(Int64.random(in: .min ... .max, using: &generator)))
        case 3:
            let nanocredits = Int64.random(in: .min ... .max, using: &generator)
            return .credits(
                Credits(nanocredits: nanocredits >> Int64.random(in: 0..<64, using: &generator)))
        case 4, 5: return .string(randomString(using: &generator))
        case 6:
            let count = Int.random(in: 0..<8, using: &generator)
            return .array((0..<count).map { _ in randomValue(depth: depth + 1, using: &generator) })
        default:
            var object = JSONObject()
            for _ in 0..<Int.random(in: 0..<24, using: &generator) {
                object[randomString(using: &generator)] =
                    randomValue(depth: depth + 2, using: &generator)
            }
            return .object(object)
        }
    }

    private func randomString(using generator: inout SeededGenerator) -> String {
        var scalars = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0..<20, using: &generator) {
            let top: UInt32 =
                [0x7F, 0x7F, 0x7FF, 0xFFFF, 0x10FFFF].randomElement(using: &generator) ?? 0
            if let scalar = Unicode.Scalar(UInt32.random(in: 0...top, using: &generator)) {
                scalars.append(scalar)
            }
        }
        return String(scalars)
    }
}
