# SPDX-License-Identifier: Apache-2.0
"""The real `openai` package asks for pictures, sound and verdicts; each costs what is published.

Prices are those of OpenAI's and Cohere's price pages, with the default markup of 20 %.
"""

import base64
import io
import struct
from decimal import Decimal

import openai
import pytest

from gateways import gateway_to
from harness import EventStream, eventually, rounded
from media_upstream import MediaUpstream, PIECE

D = Decimal
MARKUP = D("1.2")
MILLION = 1_000_000


@pytest.fixture(scope="module")
def provider():
    with MediaUpstream() as provider:
        yield provider


@pytest.fixture(scope="module")
def media_gateway(tmp_path_factory, contract, provider):
    with gateway_to(provider, tmp_path_factory.mktemp("media"), contract) as server:
        yield server


@pytest.fixture
def paying(media_gateway):
    return media_gateway.organization(10)


def client_for(organization):
    return openai.OpenAI(base_url=organization.api.base_url + "/v1", max_retries=0, timeout=30,
                         api_key=organization.key)


def assert_charged(organization, upstream_cost, estimated=False, within=15):
    """One charge of exactly this cost and the markup, and nothing stays held."""
    eventually(lambda: organization.pending == 0 and organization.charges(), within=within,
               what="the one settlement")
    [row] = organization.charges()
    charge = organization.explained(row["charge_id"])
    assert charge["amount"] == rounded(upstream_cost * MARKUP), charge
    assert organization.balance == 10 - charge["amount"]
    assert bool(charge.get("estimated")) is estimated, charge
    return charge


def refused(organization, path, body, status=400):
    """The error's `param`, and that nothing happened."""
    answer = organization.api.post(path, body)
    assert answer.status == status, answer
    assert (organization.balance, organization.pending, organization.charges()) == (10, 0, [])
    return answer.json["error"]["param"]


# Moderations and rerank


def test_a_moderation_without_a_model_is_free(paying):
    verdict = client_for(paying).moderations.create(input=["a friendly word", "another"])
    assert verdict.results[0].flagged is False
    assert (paying.balance, paying.pending) == (10, 0)


def test_a_moderation_of_nothing_is_refused(paying):
    assert refused(paying, "/v1/moderations", {"input": []}) == "input"


@pytest.mark.parametrize(("documents", "marks", "searches"), [
    (2, "", 1), (100, "", 1), (101, "", 2), (2, "[[searches-7]]", 7)])
def test_a_ranking_is_charged_by_the_search(paying, documents, marks, searches):
    body = {"model": "rerank-v3.5", "query": f"who pays {marks}", "documents": ["d"] * documents}
    answer = paying.api.post("/v1/rerank", body).ok()
    assert len(answer["results"]) == documents
    charge = assert_charged(paying, searches * D("0.002"), estimated=True)
    [line] = [line for line in charge["lines"] if line["meter"] == "searches"]
    assert line["quantity"] == searches


def test_a_ranking_by_tokens_is_charged_as_the_provider_counts(paying):
    paying.api.post("/v1/rerank", {
        "model": "voyageai/rerank-2.5", "query": "who [[usage-12345]]", "documents": ["a", "b"],
    }).ok()
    assert_charged(paying, 12345 * D("0.05") / MILLION)


def test_a_ranking_needs_documents(paying):
    body = {"model": "rerank-v3.5", "query": "who", "documents": []}
    assert refused(paying, "/v1/rerank", body) == "documents"


# Pictures


def test_a_picture_of_gpt_image_is_charged_by_its_tokens(paying):
    raw = client_for(paying).images.with_raw_response.generate(
        model="gpt-image-1", prompt="a coin [[usage-50-1056]]", size="1024x1024",
        quality="medium")
    assert raw.parse().data[0].b64_json
    cost = 50 * D(5) / MILLION + 1056 * D(40) / MILLION
    charge = assert_charged(paying, cost)
    assert D(raw.headers["x-florin-cost"]) == charge["amount"]
    assert {line["meter"] for line in charge["lines"]} == {"input_tokens", "output_image_tokens"}


@pytest.mark.parametrize(("size", "quality", "price"), [
    ("1024x1024", "standard", "0.04"), ("1792x1024", "standard", "0.08"),
    ("1024x1024", "hd", "0.08"), ("1024x1792", "hd", "0.12")])
def test_a_picture_of_dall_e_is_charged_by_size_and_quality(paying, size, quality, price):
    client_for(paying).images.generate(
        model="dall-e-3", prompt="a coin", size=size, quality=quality)
    assert_charged(paying, D(price))


def test_pictures_are_counted_in_the_answer(paying):
    client_for(paying).images.generate(model="dall-e-2", prompt="a coin", size="256x256", n=3)
    charge = assert_charged(paying, 3 * D("0.016"))
    assert charge["lines"][0]["quantity"] == 3


def test_what_a_request_leaves_out_is_what_the_documentation_says(paying):
    client_for(paying).images.generate(model="dall-e-3", prompt="a coin", size="1792x1024")
    assert_charged(paying, D("0.08"))


def test_what_is_left_to_the_model_costs_at_most_the_dearest_and_what_the_answer_says(paying):
    # Held: 6,240 tokens of the largest picture in the highest quality.
    poor = paying.server.organization("0.29")
    answer = poor.api.post("/v1/images/generations", {"model": "gpt-image-1", "prompt": "a coin"})
    assert answer.status == 402 and D("0.299") < D(answer.json["requiredCredits"]) < D("0.301")
    client_for(paying).images.generate(
        model="gpt-image-1", prompt="coin [[size-1024-1024]]", size="auto")
    # No usage, but the size, and `quality: medium`: 1,056 tokens.
    assert assert_charged_estimate(paying)["output_image_tokens"] == 1056


def test_a_large_picture_passes_whole(paying):
    answer = client_for(paying).images.generate(
        model="dall-e-2", prompt="[[bytes-6000000]]", size="1024x1024", n=2)
    assert [len(each.b64_json) for each in answer.data] == [8_000_000, 8_000_000]
    assert_charged(paying, 2 * D("0.019922944"))


def test_streamed_pictures_are_charged_by_the_usage_in_the_last_event(paying):
    events = list(client_for(paying).images.generate(
        model="gpt-image-1", prompt="coin [[usage-50-572]]", size="1024x1024", quality="low",
        stream=True, partial_images=3))
    assert [event.type.split(".")[1] for event in events] == ["partial_image"] * 3 + ["completed"]
    assert_charged(paying, 50 * D(5) / MILLION + 572 * D(40) / MILLION)


def test_a_picture_that_breaks_off_on_the_way_is_charged_as_made(paying):
    stream = EventStream(paying.api, "/v1/images/generations", {
        "model": "gpt-image-1", "prompt": "[[reset-after-1]]", "size": "1024x1024",
        "quality": "low", "stream": True, "partial_images": 2}).read()
    assert any('"type":"error"' in line for line in stream.lines)
    charge = assert_charged_estimate(paying)
    # A picture of low quality has 272 tokens, and each on the way 100.
    assert charge["output_image_tokens"] == 272 + 2 * 100


def test_a_picture_that_never_began_costs_nothing(paying):
    answer = paying.api.post("/v1/images/generations", {
        "model": "dall-e-2", "prompt": "[[status-500]]", "size": "256x256"})
    assert answer.status == 502
    assert (paying.balance, paying.pending) == (10, 0)


def assert_charged_estimate(organization):
    """The quantities of the one charge, which is marked as estimated."""
    eventually(lambda: organization.pending == 0 and organization.charges(),
               what="the settlement")
    [row] = organization.charges()
    charge = organization.explained(row["charge_id"])
    assert charge["estimated"]
    return {line["meter"]: line["quantity"] for line in charge["lines"]}


@pytest.mark.parametrize(("field", "value"), [("n", 0), ("n", 1000), ("prompt", "")])
def test_a_picture_that_cannot_be_is_refused(paying, field, value):
    body = {"model": "dall-e-2", "prompt": "a coin", field: value}
    assert refused(paying, "/v1/images/generations", body) == field


def test_a_picture_needs_a_model(paying):
    assert refused(paying, "/v1/images/generations", {"prompt": "a coin"}) == "model"


def test_a_402_says_how_many_pictures_there_is_money_for(media_gateway):
    poor = media_gateway.organization("0.05")
    answer = poor.api.post("/v1/images/generations", {
        "model": "dall-e-2", "prompt": "a coin", "size": "512x512", "n": 10})
    assert answer.status == 402, answer
    details = answer.json["error"]["details"]
    assert details["affordable"] == {"images": 2}, details
    assert all(0 <= D(model["price"]) <= D("0.05") for model in details["cheaperModels"])


# Speech


def test_speech_streams_and_is_charged_by_the_character(paying):
    text = "Grüße, world 👋"
    with client_for(paying).audio.speech.with_streaming_response.create(
            model="tts-1", voice="alloy", input=text) as speech:
        sound = b"".join(speech.iter_bytes())
        assert speech.headers["content-type"] == "audio/mpeg"
    assert sound == b"s" * 2 * PIECE
    assert_charged(paying, len(text) * D(15) / MILLION)


def test_speech_comes_as_it_is_made_with_the_cost_behind_it(paying):
    stream = EventStream(paying.api, "/v1/audio/speech", {
        "model": "tts-1", "voice": "alloy", "input": "[[slow-300]]"})
    assert stream.headers.get("Content-Length") is None
    length = int(stream.file.readline(), 16)
    assert 0 < length <= PIECE and paying.pending > 0, "on its way while it is made"
    stream.file.read(length + 2)
    stream.read()
    assert stream.ended
    cost = rounded(len("[[slow-300]]") * D(15) / MILLION * MARKUP)
    assert D(stream.trailers["X-Florin-Cost"]) == cost
    assert_charged(paying, len("[[slow-300]]") * D(15) / MILLION)


def test_speech_by_tokens_is_estimated_from_its_sound(paying):
    client_for(paying).audio.speech.create(
        model="gpt-4o-mini-tts", voice="alloy", input="[[bytes-480000]]", response_format="pcm")
    # Ten seconds of 24,000 samples of 16 bits, at 1,250 tokens a minute, rounded up.
    assert assert_charged_estimate(paying)["output_audio_tokens"] == 209


def test_speech_as_events_is_charged_by_its_usage(paying):
    stream = EventStream(paying.api, "/v1/audio/speech", {
        "model": "gpt-4o-mini-tts", "voice": "alloy", "input": "[[usage-14-101]]",
        "stream_format": "sse"}).read()
    assert stream.ended and stream.chunks[-1]["type"] == "speech.audio.done"
    assert_charged(paying, 14 * D("2.5") / MILLION + 101 * D(12) / MILLION)


def test_speech_that_breaks_off_costs_its_characters_and_ends_broken(paying):
    stream = EventStream(paying.api, "/v1/audio/speech", {
        "model": "tts-1", "voice": "alloy", "input": "[[reset-after-1]]"}).read()
    assert not stream.ended, "a client must not take it for the whole"
    assert_charged(paying, len("[[reset-after-1]]") * D(15) / MILLION)


def test_who_hangs_up_on_speech_pays_for_its_characters(paying):
    text = "[[slow-100]] [[bytes-4800000]]"
    stream = EventStream(paying.api, "/v1/audio/speech", {
        "model": "tts-1", "voice": "alloy", "input": text})
    stream.file.read(100)
    stream.hang_up()
    assert_charged(paying, len(text) * D(15) / MILLION, within=30)


# Uploads


def recording(seconds, padding=0):
    """A WAVE file of 8,000 samples of 16 bits a second."""
    sound = bytes(16_000 * seconds)
    head = b"RIFF" + struct.pack("<I", 36 + len(sound)) + b"WAVEfmt " + struct.pack(
        "<IHHIIHH", 16, 1, 1, 8_000, 16_000, 2, 16)
    if padding:
        head += b"LIST" + struct.pack("<I", padding) + bytes(padding)
    return "speech.wav", io.BytesIO(head + b"data" + struct.pack("<I", len(sound)) + sound)


def transcribe(organization, seconds=7, **fields):
    return client_for(organization).audio.transcriptions.create(
        file=recording(seconds), **{"model": "whisper-1", **fields})


WHISPER = D("0.36") / 3600


def test_a_transcription_is_charged_by_the_seconds_that_are_reported(paying):
    assert transcribe(paying, prompt="[[seconds-9]]").text == "the coin has a lily"
    assert_charged(paying, 9 * WHISPER)


def test_a_transcription_in_detail_says_its_duration(paying):
    assert transcribe(paying, response_format="verbose_json").duration == 8.47
    assert_charged(paying, D("8.47") * WHISPER)


@pytest.mark.parametrize("kind", ["text", "srt", "vtt"])
def test_a_transcription_as_text_is_charged_by_the_length_of_the_recording(paying, kind):
    assert "lily" in transcribe(paying, response_format=kind)
    assert_charged(paying, 7 * WHISPER)


def test_a_transcription_by_tokens_is_charged_by_its_report(paying):
    transcribe(paying, model="gpt-4o-mini-transcribe", prompt="[[heard-90-4-12]]")
    assert_charged(paying, (90 * D(3) + 4 * D("1.25") + 12 * D(5)) / MILLION)


def test_a_streamed_transcription_is_charged_by_its_last_event(paying):
    events = list(transcribe(
        paying, model="gpt-4o-transcribe", prompt="[[heard-90-4-12]]", stream=True))
    assert events[-1].type == "transcript.text.done" and len(events) == 6
    assert_charged(paying, (94 * D("2.5") + 12 * D(10)) / MILLION)


def test_a_translation_is_charged_like_a_transcription(paying):
    client_for(paying).audio.translations.create(model="whisper-1", file=recording(3))
    assert_charged(paying, 3 * WHISPER)


def test_a_model_with_its_provider_in_front_is_renamed_and_all_else_passes_byte_for_byte(
        paying, provider):
    transcribe(paying, model="openai/whisper-1", language="xq")
    received = provider.received[-1]
    assert received.json == {
        "model": "whisper-1", "language": "xq", "file": 44 + 7 * 16_000}
    assert b"openai/" not in received.raw
    assert received.headers["Content-Length"] == str(len(received.raw))


def multipart(organization, path, parts, boundary="a-boundary-of-florin", **headers):
    """A form of raw parts, as they are."""
    body = b"".join(b"--%s\r\n%s\r\n" % (boundary.encode(), part) for part in parts)
    body += b"--%s--\r\n" % boundary.encode()
    return organization.api.post(path, raw=body, headers={
        "Content-Type": f"multipart/form-data; boundary={boundary}", **headers})


def text_part(name, value):
    return b'Content-Disposition: form-data; name="%s"\r\n\r\n%s' % (name, value)


def file_part(content, name=b"file"):
    return (b'Content-Disposition: form-data; name="%s"; filename="a.wav"\r\n'
            b"Content-Type: audio/wav\r\n\r\n%s" % (name, content))


PATH = "/v1/audio/transcriptions"


def test_the_model_may_stand_behind_the_recording(paying, provider):
    parts = [file_part(recording(2)[1].read()), text_part(b"model", b"openai/whisper-1")]
    assert multipart(paying, PATH, parts).ok()["text"]
    assert provider.received[-1].json["model"] == "whisper-1"
    assert_charged(paying, 2 * WHISPER)


@pytest.mark.parametrize(("parts", "field"), [
    ([file_part(b"x")], "model"),
    ([text_part(b"model", b"whisper-1")], "file"),
    ([text_part(b"model", b"whisper-1"), text_part(b"model", b"tts-1"), file_part(b"x")],
     "model"),
    ([text_part(b"model", b"whisper-1"), file_part(b"x"), file_part(b"y")], "file")])
def test_a_form_that_lacks_or_repeats_what_decides_is_refused(paying, parts, field):
    answer = multipart(paying, PATH, parts)
    assert answer.status == 400 and answer.json["error"]["param"] == field, answer
    assert (paying.balance, paying.pending) == (10, 0)


def test_a_form_without_a_boundary_is_refused(paying):
    answer = paying.api.post(PATH, raw=b"x", headers={"Content-Type": "multipart/form-data"})
    assert answer.status == 400 and answer.json["error"]["param"] == "boundary"
    assert paying.api.post(PATH, {"model": "whisper-1"}).status == 415


def test_a_repeated_upload_is_charged_once(paying, provider):
    parts = [text_part(b"model", b"whisper-1"), file_part(recording(3)[1].read())]
    before = len(provider.received)
    # Clients make a new boundary each time.
    for boundary in ("the-first-boundary", "another-boundary"):
        answer = multipart(
            paying, PATH, parts, boundary=boundary, **{"Idempotency-Key": "one-upload"})
        assert answer.ok()["text"] == "the coin has a lily"
    assert answer.headers["Idempotency-Replayed"] == "true"
    assert len(provider.received) == before + 1
    assert_charged(paying, 3 * WHISPER)
    changed = [parts[0], file_part(recording(4)[1].read())]
    assert multipart(paying, PATH, changed, **{"Idempotency-Key": "one-upload"}).status == 409


def test_an_edit_of_a_picture_is_charged_by_its_tokens(paying):
    answer = client_for(paying).images.edit(
        model="gpt-image-1", prompt="a lily [[usage-50-1056]]", size="1024x1024",
        image=[("a.png", b"png"), ("b.png", b"png")], mask=("m.png", b"png"))
    assert answer.data[0].b64_json
    assert_charged(paying, (50 * D(5) + 1056 * D(40)) / MILLION)


def test_a_variation_is_charged_by_the_picture(paying):
    client_for(paying).images.create_variation(
        model="dall-e-2", image=("a.png", b"png"), n=2, size="512x512")
    assert_charged(paying, 2 * D("0.018"))


def test_an_upload_of_ninety_megabytes_is_not_held_in_memory(paying, provider):
    peak = resident(paying.server, reset=True)
    client_for(paying).audio.transcriptions.create(
        model="whisper-1", file=recording(2, padding=90_000_000), response_format="text")
    assert provider.received[-1].json["file"] > 90_000_000
    grown = resident(paying.server) - peak
    assert grown < 40_000_000, f"{grown} bytes more at the peak"
    assert_charged(paying, 2 * WHISPER)


def test_an_upload_above_a_hundred_megabytes_is_refused(paying):
    with pytest.raises((openai.APIStatusError, openai.APIConnectionError)) as refusal:
        client_for(paying).audio.transcriptions.create(
            model="whisper-1", file=recording(2, padding=105_000_000))
    assert getattr(refusal.value, "status_code", 413) == 413
    assert (paying.balance, paying.pending) == (10, 0)


# The built-in models: all of it without a provider


@pytest.fixture
def offline(server):
    return server.organization(10)


def test_the_sandbox_draws(offline):
    answer = client_for(offline).images.generate(
        model="florin/echo-image", prompt="a coin", n=2)
    assert all(base64.b64decode(each.b64_json).startswith(b"\x89PNG") for each in answer.data)
    assert_charged(offline, 2 * D("0.01"))


def test_the_sandbox_draws_as_it_is_watched(offline):
    events = list(client_for(offline).images.generate(
        model="florin/echo-image", prompt="a coin", quality="high", stream=True,
        partial_images=2))
    assert len(events) == 3
    assert_charged(offline, D("0.04"))


def test_the_sandbox_edits(offline):
    client_for(offline).images.edit(
        model="florin/echo-image", prompt="a lily", image=("a.png", b"png"), size="256x256")
    assert_charged(offline, D("0.01"))


def test_the_sandbox_speaks_and_hears_what_it_said(offline, server):
    sound = client_for(offline).audio.speech.create(
        model="florin/echo-speech", voice="alloy", input="x" * 100).content
    # A twentieth of a second for each character.
    assert len(sound) == 44 + 5 * 16_000
    assert_charged(offline, 100 * D(10) / MILLION)
    other = server.organization(10)
    heard = client_for(other).audio.transcriptions.create(
        model="florin/echo-transcribe", file=("a.wav", sound))
    assert heard.text == "A recording of 5 seconds." and heard.usage.seconds == 5
    assert_charged(other, 5 * D("0.003") / 60)


def test_the_sandbox_hears_as_it_is_watched(offline):
    events = list(client_for(offline).audio.transcriptions.create(
        model="florin/echo-transcribe", file=recording(4), stream=True))
    assert events[-1].text == "A recording of 4 seconds."
    assert_charged(offline, 4 * D("0.003") / 60)


def test_the_sandbox_judges_and_ranks(offline, server):
    verdict = client_for(offline).moderations.create(
        model="florin/echo-moderation", input=["one", "two"])
    assert [each.flagged for each in verdict.results] == [False, False]
    assert_charged(offline, 2 * D("0.1") / MILLION, estimated=True)
    other = server.organization(10)
    ranking = other.api.post("/v1/rerank", {
        "model": "florin/echo-rerank", "query": "who pays", "top_n": 2,
        "documents": ["the sun shines", "the caller pays", "who pays here"]}).ok()
    assert [each["index"] for each in ranking["results"]] == [2, 1]
    assert_charged(other, D("0.001"))


def test_the_sandbox_says_what_it_does_not_do(offline):
    for path, model in [("/v1/images/generations", "florin/echo"),
                        ("/v1/audio/speech", "florin/echo-image")]:
        body = {"model": model, "prompt": "x", "input": "x"}
        assert refused(offline, path, body) == "model"


def resident(server, reset=False):
    """The most memory that the server has had, in bytes, since it was asked to forget."""
    process = f"/proc/{server.process.pid}"
    if reset:
        with open(f"{process}/clear_refs", "w", encoding="ascii") as file:
            file.write("5")
    with open(f"{process}/status", encoding="ascii") as file:
        [line] = [line for line in file if line.startswith("VmHWM:")]
    return int(line.split()[1]) * 1_024
