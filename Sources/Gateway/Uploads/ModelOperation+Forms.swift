// SPDX-License-Identifier: Apache-2.0

import JSON

extension ModelOperation {
    /// What a form states of a call's size.
    ///
    /// - Throws: ``RequestRefusal/field(_:expected:)``.
    func counting(
        _ fields: CallFields, _ form: Upload, heard: SoundLength?
    ) throws(RequestRefusal) -> CountedRequest {
        switch self {
        case .imageEdit, .imageVariation: try pictures(fields, form)
        case .video: try Self.video(fields)
        default: try hearing(fields, heard)
        }
    }

    private func pictures(
        _ fields: CallFields, _ form: Upload
    ) throws(RequestRefusal) -> CountedRequest {
        let images = form.files("image")
        guard !images.isEmpty else { throw .field("image", expected: "at least one picture") }
        var request = try Self.pictures(fields)
        if self == .imageEdit {
            let prompt = try fields.requiredText("prompt", expected: "a text that says what to do")
            request.measure.counts?.inputTokens = JSON.string(prompt).tokens
        }
        let masks = form.files("mask").count
        request.measure.counts?.inputImages = Int64(images.count + masks)
        request.measure.counts?.hasFineInput = fields.text("input_fidelity") == "high"
        return request
    }

    private func hearing(
        _ fields: CallFields, _ heard: SoundLength?
    ) throws(RequestRefusal) -> CountedRequest {
        guard let heard else { throw .field("file", expected: "a recording") }
        var counts = CallCounts(heard: heard)
        counts.inputTokens = fields.text("prompt").map { JSON.string($0).tokens } ?? 0
        var request = CountedRequest(counts, fields)
        request.isStreamed = try fields.bool("stream") ?? false
        return request
    }
}
