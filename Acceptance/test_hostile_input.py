# SPDX-License-Identifier: Apache-2.0
"""Whatever is sent to whichever route: a clear refusal, never a 5xx, never an effect.

The routes come from the served OpenAPI document, so a new route is tested by being described.
"""

import itertools
import json
import socket
from decimal import Decimal

import pytest

from harness.client import parse

D = Decimal
MEGABYTE = 1 << 20
GATEWAY = ("/chat/completions", "/completions", "/embeddings", "/models", "/responses", "/images/",
           "/audio/", "/messages", "/moderations", "/rerank", "/videos")
NO_CREDENTIALS = ("/healthz", "/readyz", "/metrics", "/openapi", "/api/openapi", "/api/health",
                  "/api/v1/pricing", "/api/stripe/")

MALFORMED = {
    "nothing": b"",
    "half an object": b'{"amount":1',
    "a lone comma": b'{"amount":1,}',
    "single quotes": b"{'amount':1}",
    "a comment": b'{"amount":1/* one */}',
    "two values": b'{"amount":1}{"amount":1}',
    "NaN": b'{"amount":NaN}',
    "Infinity": b'{"amount":-Infinity}',
    "a leading zero": b'{"amount":01}',
    "a plus": b'{"amount":+1}',
    "hexadecimal": b'{"amount":0x10}',
    "a name twice": b'{"amount":1,"amount":2}',
    "a name twice, escaped": b'{"amount":1,"\\u0061mount":2}',
    "a name twice, inside": b'{"amount":1,"metadata":{"a":1,"a":2}}',
    "bad UTF-8": b'{"amount":1,"description":"\xc3\x28"}',
    "overlong UTF-8": b'{"amount":1,"description":"\xc0\xaf"}',
    "a surrogate in UTF-8": b'{"amount":1,"description":"\xed\xa0\x80"}',
    "a lone surrogate escape": b'{"amount":1,"description":"\\ud800"}',
    "a raw control character": b'{"amount":1,"description":"a\nb"}',
    "UTF-16": '{"amount":1}'.encode("utf-16"),
    "100 levels": b'{"amount":1,"metadata":' + b"[" * 100 + b"]" * 100 + b"}",
    "a million levels": b"[" * 1_000_000,
    "binary": bytes(range(256)),
    "a long number": b'{"amount":' + b"9" * 100_000 + b"}",
    "an empty list": b"[]",
    "null": b"null",
    "a text": b'"amount"',
    "a number": b"7",
}

WRONG_VALUES = [None, True, -1, D("0.0000000001"), D("1E+400"), 10**40, "", "x" * 70_000, [], [[]],
                {}, {"a": {}}, "NaN", "\u0000", "💶", -(2**63), 2**63]


def filled(path):
    """The path with something in each place that looks right and is not there."""
    names = {"holds": "hold", "charges": "chg", "organizations": "org", "api-keys": "key",
             "runs": "prun", "overrides": "ovr", "quarantine": "quar", "markups": "mkp"}
    parts = path.split("/")
    for index, part in enumerate(parts):
        if part.startswith("{"):
            parts[index] = f"{names.get(parts[index - 1], 'key')}_{'0' * 26}"
    return "/".join(parts)


def is_gateway(path):
    return any(part in path for part in GATEWAY)


def is_open(path):
    return path.startswith(NO_CREDENTIALS)


def caller(organization, path):
    """Whoever gets furthest: the operator on the operator's routes."""
    return organization.server.operator if "/admin/" in path else organization.api


def refused(answer, *, statuses=range(400, 500)):
    """A clear refusal in the shape of its route."""
    assert answer.status in statuses, answer
    body = answer.json
    if is_gateway(answer.asked) and "error" in body and isinstance(body["error"], dict):
        assert body["error"]["message"] and body["error"]["code"], answer
    else:
        assert body["success"] is False and body["error"] and body["code"], answer
        assert body["requestId"], answer
    assert answer.headers["X-Request-Id"], answer
    assert b"/Sources/" not in answer.body and b"SQLITE" not in answer.body, "no insides"
    return answer


@pytest.fixture
def untouched(organization):
    """An organization that must be afterwards as it was before."""
    organization.grant(1000)
    hold = organization.hold(1)
    yield organization
    summary = organization.summary
    assert (summary["balance"], summary["pending"]) == (999, 1)
    assert len(organization.transactions()) == 1
    assert organization.api.get(f"/api/v1/holds/{hold['id']}").ok()["hold"]["status"] == "open"
    assert len(organization.api.get("/api/v1/api-keys").ok()["keys"]) == 1


def bodies_of(contract):
    """The described routes that take a JSON body."""
    for method, path, operation in contract.operations():
        content = contract.resolve(operation.get("requestBody", {})).get("content", {})
        if "application/json" in content:
            yield method, path, operation, contract.resolve(
                content["application/json"].get("schema", {}))


def test_the_described_routes_are_those_that_exist(contract, organization):
    for method, path, _ in contract.operations():
        body = {} if method in ("POST", "PUT", "PATCH") else None
        answer = caller(organization, path).call(method, filled(path), body)
        assert answer.status not in (405, 501) and answer.status < 500, answer
        if answer.status == 404 and "{" not in path:
            assert "price" in str(answer.json), answer


def test_the_description_is_valid_openapi_and_the_same_in_yaml(server):
    import yaml
    from openapi_spec_validator import validate

    text = server.api().get("/openapi.json").body
    document = json.loads(text)
    assert document["openapi"].startswith("3.1")
    validate(document)
    served = server.api().get("/openapi.yaml")
    assert yaml.load(served.body, yaml.CSafeLoader) == document
    assert server.api().get("/api/openapi.json").body == text


def test_without_credentials_every_route_but_the_open_ones_is_401(contract, server):
    for method, path, _ in contract.operations():
        if is_open(path):
            continue
        body = {"amount": 1} if method != "GET" else None
        refused(server.api().call(method, filled(path), body), statuses=[401])


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_body_is_refused_by_every_route(contract, untouched, name):
    raw = MALFORMED[name]
    for method, path, operation, _ in bodies_of(contract):
        optional = not contract.resolve(operation["requestBody"]).get("required", False)
        answer = caller(untouched, path).call(method, filled(path), raw=raw)
        if name == "nothing" and optional:
            assert answer.status < 500, answer
        elif name == "a long number" and answer.status == 404:
            continue  # well-formed; a route that ignores `amount` may look for the object first
        else:
            refused(answer)
            assert answer.status in (400, 404, 413, 415), answer


def test_wrong_values_in_every_field_are_refused_or_harmless(contract, untouched):
    for method, path, _, schema in bodies_of(contract):
        if path.endswith("/admin/organizations"):
            continue  # makes organizations; test_keys_and_tenants.py has its wrong bodies
        names = list(schema.get("properties", {})) or ["amount"]
        api, target = caller(untouched, path), filled(path)
        for field, value in itertools.product(names, WRONG_VALUES):
            body = {field: value}
            if path.endswith("/api-keys"):
                # A strange name may be a name: let something else be wrong beside it.
                body |= {"name": 7} if field == "scopes" else {"scopes": ["king"]}
            answer = api.call(method, target, body)
            assert answer.status < 500, answer
            if path.endswith(("/charges", "/holds", "/grants", "/api-keys")):
                refused(answer)


def test_unknown_fields_are_ignored(organization):
    organization.grant(5)
    body = {"amount": 1, "unheard_of": [1, {"a": None}], "Amount": 9}
    organization.api.post("/api/v1/charges", body).ok(201)
    assert organization.balance == 4


@pytest.mark.parametrize("path", [
    "/api/v1/charges", "/api/v1/quotes", "/api/v1/admin/organizations", "/api/v1/api-keys"])
def test_a_body_of_more_than_ten_megabytes_is_413(untouched, path):
    body = b'{"description":"' + b"x" * (10 * MEGABYTE) + b'","amount":1}'
    refused(_post_large(caller(untouched, path), path, body), statuses=[413])


def test_a_body_of_almost_ten_megabytes_is_read(organization):
    organization.grant(5)
    body = b'{"ignored":"' + b"x" * (10 * MEGABYTE - 100) + b'","amount":1}'
    organization.api.post("/api/v1/charges", raw=body).ok(201)


def _post_large(api, path, body):
    """A server may refuse by the declared length and close while the body is still on its way."""
    with socket.create_connection((api.host, api.port), timeout=5) as connection:
        head = api.wire("POST", path).replace(b"Content-Length: 0", b"Content-Type: application/"
                                              b"json\r\nContent-Length: %d" % len(body))
        connection.sendall(head)
        try:
            connection.sendall(body)
        except ConnectionError:
            pass
        reply = b""
        while piece := connection.recv(65536):
            reply += piece
    return parse(reply, f"POST {path} ({len(body)} bytes)")


def test_a_chunked_body_of_more_than_ten_megabytes_is_413(untouched):
    def pieces():
        for _ in range(11):
            yield b" " * MEGABYTE
        yield b'{"amount":1}'

    try:
        answer = untouched.api.post("/api/v1/charges", raw=pieces())
    except (BrokenPipeError, ConnectionResetError):
        return  # cut off while sending: refused, only without a chance to say so
    refused(answer, statuses=[413])


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "multipart/form-data",
                                  "application/x-www-form-urlencoded"])
def test_a_body_of_another_type_is_refused(untouched, kind):
    answer = untouched.api.post("/api/v1/charges", raw=b"amount=1", headers={"Content-Type": kind})
    refused(answer, statuses=[400, 415])


def test_json_with_a_charset_or_without_a_type_is_taken(organization):
    organization.grant(5)
    for kind in ("application/json; charset=utf-8", "Application/JSON"):
        organization.api.post("/api/v1/charges", {"amount": 1}, headers={"Content-Type": kind}
                              ).ok(201)


@pytest.mark.parametrize("path", [
    "/api/v1/holds/%2e%2e%2f%2e%2e%2fadmin", "/api/v1/charges/chg_%F0%9F%92%B6",
    "/api/v1/charges/" + "x" * 5000, "/api/v1//charges", "/api/v1/charges/", "//", "/api/v1/%ff",
    "/api/v1/credits/transactions?cursor=" + "x" * 5000, "/../../etc/passwd",
    "/api/v1/credits/transactions?limit=1&limit=2", "/api/v1/credits/balance?%zz=%"])
def test_a_strange_path_is_answered_clearly(organization, path):
    answer = organization.api.get(path)
    assert answer.status < 500, answer
    assert b"root:" not in answer.body


@pytest.mark.parametrize("request_bytes", [
    b"NONSENSE\r\n\r\n", b"GET /healthz\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n",
    b"GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
    b"POST /api/v1/charges HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"POST /api/v1/charges HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"GET /healthz HTTP/1.1\r\nHost: a\r\nX-Long: " + b"x" * 200_000 + b"\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"\x00" * 1000])
def test_broken_http_does_not_disturb_the_server(server, request_bytes):
    with socket.create_connection((server.host, server.port), timeout=5) as connection:
        try:
            connection.sendall(request_bytes)
            connection.shutdown(socket.SHUT_WR)
            reply = connection.recv(65536)
        except ConnectionError:
            reply = b""
    assert not reply.startswith((b"HTTP/1.1 5", b"HTTP/1.1 201")) or b" 505 " in reply[:16]
    server.api().get("/healthz").ok()


def test_a_request_that_never_ends_does_not_hold_up_others(organization):
    sockets = [socket.create_connection((organization.server.host, organization.server.port))
               for _ in range(50)]
    for each in sockets:
        each.sendall(b"POST /api/v1/charges HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{")
    assert organization.balance == 0
    for each in sockets:
        each.close()
