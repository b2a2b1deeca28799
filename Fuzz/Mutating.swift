// SPDX-License-Identifier: Apache-2.0

import JSON

/// How the fuzzer changes bytes by itself.
@_silgen_name("LLVMFuzzerMutate")
private func mutateBytes(_ start: UnsafeMutablePointer<UInt8>, _ count: Int, _ max: Int) -> Int

/// Changes a value within the JSON, so that what comes out is JSON still and reaches the readers;
/// one time in four, and where there is no JSON, bytes as ever.
@_cdecl("LLVMFuzzerCustomMutator")
public func mutate(
    _ start: UnsafeMutablePointer<UInt8>, _ count: Int, _ max: Int, _ seed: UInt32
) -> Int {
    var chance = Chance(state: UInt64(seed))
    guard chance.below(4) > 0, let json = parsed(UnsafeBufferPointer(start: start, count: count))
    else { return mutateBytes(start, count, max) }
    var changed = json
    for _ in 0...chance.below(3) { changed = changed.changed(by: &chance) }
    let bytes = changed.encoded()
    guard bytes.count <= max, !bytes.isEmpty else { return mutateBytes(start, count, max) }
    start.update(from: bytes, count: bytes.count)
    return bytes.count
}

func parsed(_ bytes: some Collection<UInt8>) -> JSON? {
    do throws(JSONRefusal) {
        return try JSON(parsing: bytes)
    } catch {
        return nil
    }
}

/// Numbers that repeat for a seed (SplitMix64).
private struct Chance {
    var state: UInt64

    mutating func below(_ limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(limit))
    }
}

/// What breaks readers: sentinels, limits, other types, and prices next to each other.
private let odd: [JSON] = [
    nil, true, false, "", "-1", "0", "NaN", "1e400", "0.00000001", -1, 0, 1, 2_359, 2_400,
    272_000, 9_223_372_036_854_775_807, .array([]), .object([:]), number("1e-38"),
    number("0.1e-37"), number("-0"), number("1e38"), number("12345678901234567890123456789.5"),
    number("17014118346046923173168730371588410572.7"), number("1e-39"), number("2e18"),
]

private func number(_ text: String) -> JSON { parsed(Array(text.utf8)) ?? nil }

extension JSON {
    fileprivate func changed(by chance: inout Chance) -> JSON {
        var nodes: [JSON] = []
        collect(into: &nodes)
        var target = chance.below(nodes.count)
        let donor = nodes[chance.below(nodes.count)]
        let choice = chance.below(8)
        let value = odd[chance.below(odd.count)]
        let place = chance.below(64)
        return replaced(at: &target) { node in
            switch choice {
            case 0, 1: value
            case 2: donor
            case 3: node.removing(place)
            case 4: node.adding(donor, place)
            case 5: node.adding(value, place)
            case 6: node.renaming(place, donor)
            default: node.exchanging(place)
            }
        }
    }

    private func collect(into nodes: inout [JSON]) {
        guard nodes.count < 20_000 else { return }
        nodes.append(self)
        for element in array ?? object?.members.map(\.value) ?? [] { element.collect(into: &nodes) }
    }

    /// Changes the node that is the `target`th when counted as they are collected.
    private func replaced(at target: inout Int, _ change: (JSON) -> JSON) -> JSON {
        target -= 1
        if target == -1 { return change(self) }
        switch self {
        case .array(let elements):
            return .array(
                elements.map { target < 0 ? $0 : $0.replaced(at: &target, change) })
        case .object(let object):
            var copy = JSONObject()
            for (name, value) in object.members {
                copy[name] = target < 0 ? value : value.replaced(at: &target, change)
            }
            return .object(copy)
        default: return self
        }
    }

    private func removing(_ place: Int) -> JSON {
        if var elements = array, !elements.isEmpty {
            elements.remove(at: place % elements.count)
            return .array(elements)
        }
        guard var object, !object.isEmpty else { return self }
        object[object.members[place % object.count].name] = nil
        return .object(object)
    }

    private func adding(_ value: JSON, _ place: Int) -> JSON {
        if let elements = array { return .array(elements + [value]) }
        guard var object, !object.isEmpty else { return self }
        object[object.members[place % object.count].name] = .some(value)
        return .object(object)
    }

    /// Gives a member the name of one of another object.
    private func renaming(_ place: Int, _ other: JSON) -> JSON {
        guard var object, !object.isEmpty else { return self }
        let (name, value) = object.members[place % object.count]
        let others = other.object?.members.map(\.name) ?? [other.string ?? "x"]
        guard !others.isEmpty else { return self }
        object[name] = nil
        object[others[place % others.count]] = .some(value)
        return .object(object)
    }

    /// Exchanges the values of two neighbours.
    private func exchanging(_ place: Int) -> JSON {
        if var elements = array, elements.count > 1 {
            elements.swapAt(place % elements.count, (place + 1) % elements.count)
            return .array(elements)
        }
        guard var object, object.count > 1 else { return self }
        let (first, second) = (
            object.members[place % object.count], object.members[(place + 1) % object.count]
        )
        object[first.name] = .some(second.value)
        object[second.name] = .some(first.value)
        return .object(object)
    }
}
