# SPDX-License-Identifier: Apache-2.0
"""The real `openai` package has videos made: each is charged once, whatever happens on the way.

A second of sora-2 costs 0.10 by OpenAI's price page, with the default markup of 20 %.
"""

import asyncio
import socket
import struct
import threading
import uuid
from decimal import Decimal

import openai
import pytest

from gateways import gateway_to, in_front_of
from harness import assert_charged_once, dumps, eventually, rounded, settled
from video_upstream import VideoUpstream

D = Decimal
# OpenAI gives its own videos up, and its package says so at each call.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def provider():
    with VideoUpstream() as provider:
        yield provider


@pytest.fixture(scope="module")
def video_gateway(tmp_path_factory, contract, provider):
    with gateway_to(provider, tmp_path_factory.mktemp("videos"), contract) as server:
        yield server


@pytest.fixture
def paying(video_gateway):
    return video_gateway.organization(10)


@pytest.fixture
def tag():
    """A word by which the provider finds a job again."""
    return uuid.uuid4().hex


def client_for(organization, kind=openai.OpenAI):
    return kind(base_url=organization.api.base_url + "/v1", max_retries=0, timeout=30,
                api_key=organization.key)


def price(seconds, each="0.1"):
    return rounded(seconds * D(each) * D("1.2"))


def create(organization, prompt, **more):
    body = {"model": "sora-2", "prompt": prompt, **more}
    return organization.api.post("/v1/videos", body).ok()["id"]


def status(organization, job):
    return organization.api.get(f"/v1/videos/{job}").ok()["status"]


def assert_untouched(organization):
    assert (organization.balance, organization.pending, organization.charges()) == (10, 0, [])


# The life of a video


def test_create_and_poll(paying, tag):
    video = client_for(paying).videos.create_and_poll(
        model="sora-2", prompt=f"{tag} [[looks-3]]", seconds="8", size="1280x720",
        poll_interval_ms=100)
    assert (video.status, video.progress, video.seconds) == ("completed", 100, "8")
    assert video.id.startswith("video_") and video.model_extra["x_unknown"] == {"kept": True}
    charge = assert_charged_once(paying, price(8))
    [line] = charge["lines"]
    assert (line["meter"], line["quantity"]) == ("video_seconds", 8)
    raw = client_for(paying).videos.with_raw_response.retrieve(video.id)
    assert raw.parse() == video
    assert_charged_once(paying, price(8), raw.headers)


def test_create_and_poll_without_blocking(paying, tag):
    async def run():
        async with client_for(paying, openai.AsyncOpenAI) as client:
            return await client.videos.create_and_poll(
                model="sora-2", prompt=f"{tag} [[looks-2]]", poll_interval_ms=100)
    assert asyncio.run(run()).status == "completed"
    assert_charged_once(paying, price(4))


def test_a_video_is_held_for_while_it_is_made(paying, tag):
    create(paying, f"{tag} [[looks-1000]]", seconds="12")
    assert (paying.balance, paying.pending) == (10 - price(12), price(12))


def test_a_video_that_nobody_asks_for_again_is_charged_all_the_same(paying, tag, provider):
    create(paying, f"{tag} [[looks-2]]")
    assert_charged_once(paying, price(4))
    [job] = provider.of(tag)
    assert job.looks == 2


def test_a_shorter_video_costs_less(paying, tag):
    create(paying, f"{tag} [[seconds-4]]", seconds="12")
    assert_charged_once(paying, price(4))


def test_a_longer_video_is_paid_from_what_is_there(paying, tag):
    create(paying, f"{tag} [[seconds-6]]", seconds=4)
    assert_charged_once(paying, price(6))


def test_large_videos_of_sora_pro_cost_more(paying, tag):
    client_for(paying).videos.create(model="sora-2-pro", prompt=tag, size="1792x1024")
    assert_charged_once(paying, price(4, "0.5"))


def test_a_picture_to_begin_with_reaches_the_provider(paying, tag, provider):
    client_for(paying).videos.create(
        model="openai/sora-2", prompt=tag, seconds="8",
        input_reference=("first.png", b"picture", "image/png"))
    [job] = provider.of(tag)
    assert job.fields == {"model": "sora-2", "prompt": tag, "seconds": "8",
                          "input_reference": b"picture"}
    assert_charged_once(paying, price(8))


def test_a_job_that_fails_costs_nothing(paying, tag):
    video = client_for(paying).videos.create_and_poll(
        model="sora-2", prompt=f"{tag} [[fails]] [[looks-2]]", poll_interval_ms=100)
    assert (video.status, video.error.code) == ("failed", "moderation_blocked")
    assert_untouched(paying)
    with pytest.raises(openai.NotFoundError):
        client_for(paying).videos.download_content(video.id)


def test_the_agent_of_a_job_is_on_its_charge(paying, tag):
    agent = "agt_06eyak9n5pq2r4s6t8v0w2x4y6"
    body = {"model": "sora-2", "prompt": tag}
    paying.api.post("/v1/videos", body, headers={"X-Agent-Id": agent}).ok()
    assert assert_charged_once(paying, price(4))["agentId"] == agent


def test_the_same_under_api(paying, tag):
    body = {"model": "sora-2", "prompt": tag}
    job = paying.api.post("/api/v1/videos", body).ok()["id"]
    assert paying.api.get(f"/api/v1/videos/{job}").ok()["id"] == job
    assert_charged_once(paying, price(4))


# What a client does with its videos


def test_the_film_passes_through(paying, tag, provider):
    client = client_for(paying)
    video = client.videos.create_and_poll(
        model="sora-2", prompt=f"{tag} [[bytes-3000000]]", poll_interval_ms=100)
    [job] = provider.of(tag)
    assert client.videos.download_content(video.id, variant="video").read() == job.film
    asked, _ = provider.asked[-1]
    assert asked.endswith("/content?variant=video")


def test_a_part_of_the_film(paying, tag, provider):
    job = create(paying, tag)
    path = f"/v1/videos/{job}/content"
    assert status(paying, job) == "completed"
    part = paying.api.get(path, headers={"Range": "bytes=100-299"})
    assert (part.status, part.body) == (206, provider.of(tag)[0].film[100:300])
    assert part.headers["Content-Range"].startswith("bytes 100-299/")
    assert part.headers["Content-Type"] == "video/mp4"


def test_a_film_that_breaks_off_is_not_taken_for_whole(paying, tag):
    client = client_for(paying)
    video = client.videos.create_and_poll(
        model="sora-2", prompt=f"{tag} [[reset]] [[bytes-900000]]", poll_interval_ms=100)
    with pytest.raises(openai.APIConnectionError):
        client.videos.download_content(video.id).read()
    assert_charged_once(paying, price(4))


def test_there_is_no_film_before_its_end(paying, tag):
    job = create(paying, f"{tag} [[looks-1000]]")
    with pytest.raises(openai.NotFoundError) as early:
        client_for(paying).videos.download_content(job)
    assert early.value.body["details"]["status"] in ("queued", "in_progress")


def test_a_list_of_jobs(paying, tag):
    ids = [create(paying, f"{tag} {number}") for number in range(5)]
    client = client_for(paying)
    assert [video.id for video in client.videos.list(limit=2)] == ids[::-1]
    assert [video.id for video in client.videos.list(limit=2, order="asc")] == ids
    page = paying.api.get(f"/v1/videos?limit=2&after={ids[3]}").ok()
    assert [job["id"] for job in page["data"]] == [ids[2], ids[1]]
    assert (page["first_id"], page["last_id"], page["has_more"]) == (ids[2], ids[1], True)
    assert paying.api.get("/v1/videos?limit=500").status == 400
    assert paying.server.organization().api.get("/v1/videos").ok()["data"] == []


def test_a_job_is_deleted(paying, tag, provider):
    client = client_for(paying)
    video = client.videos.create_and_poll(model="sora-2", prompt=tag, poll_interval_ms=100)
    deleted = client.videos.delete(video.id)
    assert (deleted.id, deleted.deleted) == (video.id, True)
    assert provider.of(tag)[0].is_deleted
    for gone in (client.videos.retrieve, client.videos.delete, client.videos.download_content):
        with pytest.raises(openai.NotFoundError):
            gone(video.id)
    assert list(client.videos.list()) == []
    assert_charged_once(paying, price(4))


def test_a_job_that_runs_is_not_deleted(paying, tag, provider):
    job = create(paying, f"{tag} [[looks-1000]]")
    with pytest.raises(openai.ConflictError):
        client_for(paying).videos.delete(job)
    assert not provider.of(tag)[0].is_deleted
    assert status(paying, job) == "in_progress"


# Who may, and who pays


def test_another_organization_knows_nothing_of_it(paying, tag):
    job = create(paying, tag)
    client = client_for(paying.server.organization(10))
    for look in (client.videos.retrieve, client.videos.delete, client.videos.download_content):
        with pytest.raises(openai.NotFoundError):
            look(job)
    with pytest.raises(openai.NotFoundError):
        client_for(paying).videos.retrieve("video_06eyak9n5pq2r4s6t8v0w2x4y6")


def test_a_key_that_reads_begins_nothing(paying, tag):
    reader = paying.server.api(paying.api.post("/api/v1/api-keys", {
        "name": "reader", "scopes": ["read"]}).ok(201)["plainKey"])
    job = create(paying, f"{tag} [[looks-1000]]")
    assert reader.get(f"/v1/videos/{job}").ok()["id"] == job
    assert reader.post("/v1/videos", {"model": "sora-2", "prompt": tag}).status == 403
    assert reader.call("DELETE", f"/v1/videos/{job}").status == 403


def test_a_402_says_for_how_many_seconds_there_is_money(video_gateway, tag, provider):
    poor = video_gateway.organization("0.7")
    answer = poor.api.post("/v1/videos", {"model": "sora-2", "prompt": tag, "seconds": "8"})
    assert answer.status == 402 and D(answer.json["requiredCredits"]) == price(8)
    assert answer.json["error"]["details"]["affordable"] == {"videoSeconds": 5}
    assert provider.of(tag) == [] and (poor.balance, poor.pending) == (D("0.7"), 0)


def test_credits_are_spent_once_by_many_at_once(video_gateway, tag, provider):
    poor = video_gateway.organization(price(4) * 3)
    body = {"model": "sora-2", "prompt": tag}
    answers = []
    threads = [threading.Thread(
        target=lambda: answers.append(poor.api.post("/v1/videos", body).status))
        for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200] * 3 + [402] * 9
    assert len(provider.of(tag)) == 3
    assert len(settled(poor)) == 3 and poor.balance == 0


@pytest.mark.parametrize(("body", "field"), [
    ({"prompt": "p"}, "model"), ({"model": "sora-2"}, "prompt"),
    ({"model": "sora-2", "prompt": "p", "seconds": "many"}, "seconds"),
    ({"model": "sora-2", "prompt": "p", "seconds": 0}, "seconds")])
def test_what_cannot_be_priced_is_refused(paying, body, field):
    answer = paying.api.post("/v1/videos", body)
    assert (answer.status, answer.json["error"]["param"]) == (400, field)
    assert_untouched(paying)


@pytest.mark.parametrize("model", ["no-such-model", "gpt-4o-mini"])
def test_a_model_without_a_price_for_videos(paying, model, tag, provider):
    answer = paying.api.post("/v1/videos", {"model": model, "prompt": tag})
    assert (answer.status, answer.json["error"]["code"]) == (404, "price_not_found")
    assert provider.of(tag) == []
    assert_untouched(paying)


# What goes wrong


@pytest.mark.parametrize(("status", "seen"), [(400, 400), (404, 404), (401, 502), (503, 502)])
def test_what_the_provider_refuses_was_never_begun(paying, tag, status, seen):
    answer = paying.api.post("/v1/videos", {
        "model": "sora-2", "prompt": f"{tag} [[status-{status}]]"}, idempotency=tag)
    assert answer.status == seen
    assert_untouched(paying)
    again = paying.api.post(
        "/v1/videos", {"model": "sora-2", "prompt": "another"}, idempotency=tag)
    assert again.ok()["status"] == "queued", "the key is free"


def test_a_lost_answer_is_asked_for_once_and_listed(paying, tag, provider):
    body = {"model": "sora-2", "prompt": f"{tag} [[loses]]"}
    assert paying.api.post("/v1/videos", body, idempotency=tag).status == 502
    assert len(provider.of(tag)) == 1
    assert_untouched(paying)
    again = paying.api.post("/v1/videos", body, idempotency=tag)
    assert (again.status, again.headers["X-Should-Retry"]) == (409, "false")
    assert len(provider.of(tag)) == 1
    assert paying.api.get("/v1/videos").ok()["data"] == []
    assert paying.id in paying.server.florin("doctor").stdout


def test_a_repeat_under_its_key_is_the_same_job(paying, tag, provider):
    body = {"model": "sora-2", "prompt": f"{tag} [[looks-2]]"}
    first = paying.api.post("/v1/videos", body, idempotency=tag)
    second = paying.api.post("/v1/videos", body, idempotency=tag)
    assert second.replayed and second.body == first.body
    assert_charged_once(paying, price(4))
    assert paying.api.post("/v1/videos", body, idempotency=tag).body == first.body
    assert len(provider.of(tag)) == 1
    other = paying.api.post("/v1/videos", {**body, "seconds": "8"}, idempotency=tag)
    assert (other.status, other.json["error"]["code"]) == (409, "idempotency_conflict")


def test_a_client_that_hangs_up_finds_its_job_in_the_list(paying, tag, provider):
    body = dumps({"model": "sora-2", "prompt": f"{tag} [[slow-1500]]"})
    with socket.create_connection((paying.server.host, paying.server.port)) as connection:
        connection.sendall((
            f"POST /v1/videos HTTP/1.1\r\nHost: florin\r\nAuthorization: Bearer {paying.key}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}").encode())
        eventually(lambda: provider.of(tag), what="the call")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    assert_charged_once(paying, price(4))
    [job] = paying.api.get("/v1/videos").ok()["data"]
    assert job["status"] == "completed"


@pytest.fixture
def lone(make_server):
    """A provider and a server in front of it that a test may kill."""
    with VideoUpstream() as provider:
        yield make_server(env=in_front_of(provider)), provider


def test_a_job_outlives_the_server(lone, tag):
    server, provider = lone
    paying = server.organization(10)
    jobs = [create(paying, f"{tag} [[looks-3]]") for _ in range(3)]
    server.kill()
    for job in provider.of(tag):
        job.looks = 3
    server.start()
    settled(paying, within=90)
    assert [charge["amount"] for charge in paying.charges()] == [-price(4)] * 3
    assert {status(paying, job) for job in jobs} == {"completed"}
    server.kill()
    server.start()
    assert len(paying.charges()) == 3
    server.verify()


def test_a_server_that_is_killed_while_it_asks_begins_nothing_twice(lone, tag):
    server, provider = lone
    paying = server.organization(10)
    body = {"model": "sora-2", "prompt": f"{tag} [[slow-60000]]"}

    def ask():
        with pytest.raises(OSError):
            paying.api.post("/v1/videos", body, idempotency=tag)
    asking = threading.Thread(target=ask)
    asking.start()
    eventually(lambda: provider.of(tag), what="the call")
    server.kill()
    asking.join()
    server.start()
    again = paying.api.post("/v1/videos", body, idempotency=tag)
    assert (again.status, again.json["error"]["code"]) == (409, "conflict")
    assert len(provider.of(tag)) == 1
    assert paying.charges() == [] and paying.pending == price(4), "held until it is given up"
    server.verify()


def test_a_provider_that_is_away_is_waited_for(lone, tag):
    server, provider = lone
    paying = server.organization(10)
    job = create(paying, f"{tag} [[looks-1]]")
    provider.is_away = True
    eventually(lambda: len(provider.asked) >= 2, what="two looks")
    assert status(paying, job) == "queued", "what was seen last"
    assert paying.pending == price(4)
    provider.is_away = False
    assert_charged_once(paying, price(4))


def test_a_server_that_stops_gives_its_jobs_to_the_next(lone, tag):
    server, provider = lone
    paying = server.organization(10)
    create(paying, f"{tag} [[looks-2]]")
    server.stop()
    server.start()
    assert_charged_once(paying, price(4))
    assert b"florin_video_jobs_ended_total{outcome=\"completed\"} 1" \
        in server.api().get("/metrics").body


def test_jobs_do_not_count_as_calls_that_run(make_server, provider, tag):
    server = make_server(start=False, env=in_front_of(provider))
    (server.folder / "florin.yaml").write_text("tiers:\n  default:\n    concurrency: 1\n")
    server.start()
    paying = server.organization(10)
    for _ in range(3):
        create(paying, f"{tag} [[looks-1000]]")
    assert paying.pending == 3 * price(4)


# The built-in model: all of it without a provider


def test_the_sandbox_films(server):
    offline = server.organization(10)
    client = client_for(offline)
    video = client.videos.create_and_poll(
        model="florin/echo-video", prompt="a coin", seconds="8", size="1024x1792",
        poll_interval_ms=200)
    assert (video.status, video.seconds, video.size) == ("completed", "8", "1024x1792")
    film = client.videos.download_content(video.id).read()
    assert film[4:12] == b"ftypisom" and b"avc1" in film
    assert_charged_once(offline, price(8, "0.02"))
    assert client.videos.delete(video.id).deleted
    with pytest.raises(openai.BadRequestError):
        client.videos.create(model="florin/echo-video", prompt="a coin", seconds="60")
