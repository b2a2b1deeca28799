// SPDX-License-Identifier: Apache-2.0

package import JSON
import Yams

/// Why a text is no YAML that can be read as JSON: one sentence.
package struct YAMLRefusal: Error, Hashable, CustomStringConvertible {
    package let description: String

    fileprivate init(_ description: String) {
        self.description = String(description.map { $0.isNewline ? " " : $0 })
    }
}

extension JSON {
    /// The tree of a YAML document, as JSON.
    ///
    /// Nothing is computed: a plain scalar that is a JSON number keeps its digits, every other one
    /// is text, and so is everything in quotes, whatever it looks like.
    /// - Throws: ``YAMLRefusal`` for what is no YAML, for a name that is no text, and for a tree
    ///   that repeats itself by aliases into millions of parts.
    package init(yaml text: String) throws(YAMLRefusal) {
        let node: Node?
        do {
            node = try Yams.compose(yaml: text)
        } catch {
            throw YAMLRefusal("\(error)")
        }
        var reading = YAMLReading()
        self = try node.map { node throws(YAMLRefusal) in try reading.json(node) } ?? .null
    }
}

private struct YAMLReading {
    /// A list of ten thousand models has a million.
    private var partsLeft = 4_000_000

    mutating func json(_ node: Node) throws(YAMLRefusal) -> JSON {
        partsLeft -= 1
        guard partsLeft > 0 else { throw YAMLRefusal("it has more parts than are read") }
        switch node {
        case .scalar(let scalar): return json(scalar)
        case .sequence(let sequence):
            var array: [JSON] = []
            for element in sequence { array.append(try json(element)) }
            return .array(array)
        case .mapping(let mapping): return .object(try json(mapping))
        case .alias: throw YAMLRefusal("an alias stands for nothing")
        }
    }

    private mutating func json(_ mapping: Node.Mapping) throws(YAMLRefusal) -> JSONObject {
        var object = JSONObject()
        for (name, value) in mapping {
            guard let name = name.scalar?.string else {
                throw YAMLRefusal("a name in it is no text")
            }
            object.append(name: name, value: try json(value))
        }
        return object
    }

    private func json(_ scalar: Node.Scalar) -> JSON {
        guard scalar.style == .plain || scalar.style == .any else { return .string(scalar.string) }
        switch scalar.string {
        case "true": return true
        case "false": return false
        case "null", "~", "": return nil
        default: break
        }
        do throws(JSONRefusal) {
            let value = try JSON(parsing: Array(scalar.string.utf8))
            return value.number == nil ? .string(scalar.string) : value
        } catch {
            return .string(scalar.string)
        }
    }
}
