// SPDX-License-Identifier: Apache-2.0

import JSON
import NIOCore
import Pricing

extension ModelRequest {
    /// The body for the upstream: the client's, byte for byte, but for what it calls the model.
    ///
    /// - Throws: When a form's file cannot be read.
    func upstreamBody(
        for model: PricedModel, named given: String? = nil
    ) throws -> UpstreamBody {
        switch body {
        case .json(let json): .bytes(edited(json, for: model, named: given))
        case .form(let form): .file(try form.body(model: given ?? upstreamName(of: model)))
        }
    }

    /// The JSON, byte for byte, but for two members.
    ///
    /// - `model` becomes what the upstream calls it: the name given for that upstream, or the one
    ///   without the provider before it, if that is how the price book knew the model;
    /// - `stream_options.include_usage` becomes true in streams, as the charge is made by it.
    private func edited(
        _ body: ByteBuffer, for model: PricedModel, named given: String?
    ) -> ByteBuffer {
        var body = body
        let name = given ?? upstreamName(of: model)
        if name != self.model { body = Self.replacing(["model"], of: body, with: .string(name)) }
        if isStreamed, !wantsUsage {
            body = Self.replacing(["stream_options", "include_usage"], of: body, with: true)
        }
        return body
    }

    /// The name without `provider/`, unless the provider itself calls the model so.
    func upstreamName(of model: PricedModel) -> String {
        let prefix = model.provider + "/"
        guard self.model.hasPrefix(prefix), self.model != model.name,
            !model.aliases.contains(self.model)
        else { return self.model }
        return String(self.model.dropFirst(prefix.count))
    }

    private static func replacing(
        _ path: [String], of body: ByteBuffer, with value: JSON
    ) -> ByteBuffer {
        let edited = JSONScanner.replacingMember(path, of: body.readableBytesView, with: value)
        // Nil only for what was refused when the request was read.
        return edited.map { ByteBuffer(bytes: $0) } ?? body
    }
}
