// SPDX-License-Identifier: Apache-2.0

import JSON

/// What is read can be written and read again, and the scanner finds in the text what the reader
/// finds in the tree.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let json: JSON
    do throws(JSONRefusal) {
        json = try JSON(parsing: bytes)
    } catch {
        check(!error.description.isEmpty, "a refusal says why")
        return 0
    }
    check(parsed(json.encoded()) == json, "what is written is read again")
    check(parsed(json.canonical)?.canonical == json.canonical, "the canonical form is its own")
    check(
        JSONScanner.member([], of: bytes).map { parsed(bytes[$0]) } == .some(json),
        "the scanner passes what the reader reads")
    for (name, value) in json.object?.members.prefix(4) ?? [] {
        let range = JSONScanner.member([name], of: bytes)
        check(range.map { parsed(bytes[$0]) } == .some(value), "the scanner finds a member")
        let changed = JSONScanner.replacingMember([name], of: bytes, with: "other")
        check(changed.map { parsed($0)?[name] } == .some("other"), "a member is replaced")
    }
    return 0
}
