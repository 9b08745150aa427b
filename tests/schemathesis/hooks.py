"""Gives the fuzzer ids of things that are there: with made-up ones it would see little but 404."""

import hashlib
import hmac
import itertools
import os
import pathlib
import time
import uuid

import requests
import schemathesis
from schemathesis.core.parameters import ParameterLocation

URL = os.environ["TRING_URL"]
HEADERS = {"Authorization": f"Bearer {os.environ['TRING_TOKEN']}"}
# What the demo's channels have, so that a webhook can be signed as a provider signs it.
WEBHOOK_SECRET = "demo-webhook-secret"
WEBHOOK_KEY = "demo-webhook-key-meta"
VERIFY_TOKEN = "demo-verify-token"
OFFER = pathlib.Path(__file__).parents[2] / "crates/tring-proxy/tests/proxy/sdp/browser.chromium.offer_opus_dtmf.sdp"
NUMBERS = (f"+49151{int(time.time()) % 10_000:04}{number:04}" for number in itertools.count())


def ask(method, path, **body):
    answer = requests.request(method, URL + path, headers=HEADERS, json=body or None, timeout=20)
    answer.raise_for_status()
    return answer.json()


def contact():
    return ask("POST", "/api/contacts", name="Jane Smith", phone_number=next(NUMBERS))["data"]["id"]


def endpoint():
    return ask("POST", "/api/webhook-endpoints", url=f"{URL}/health", event_types=["call.*"])["data"]["id"]


def channel():
    """One that is in nobody's way: its webhook address and its secrets are changed."""
    channels = ask("GET", "/api/channels")["data"]
    return next(one["id"] for one in channels if one["provider"] == "ycloud")


def token():
    return str(ask("POST", "/api/tokens", name="To be revoked", abilities=["calls:read"])["data"]["id"])


def removable_channel():
    return ask(
        "POST",
        "/api/channels",
        name="To be removed",
        provider="vobiz",
        number=next(NUMBERS),
        number_id=str(uuid.uuid4()),
        account_id="MA_DEMO0001",
        base_url=URL,
        access_token="an-access-token",
        webhook_secret="a-webhook-secret",
    )["data"]["id"]


def delivery():
    hook = endpoint()
    return ask("POST", f"/api/webhook-endpoints/{hook}/test")["data"]["id"]


def things():
    call = ask("POST", "/api/calls/initiate", phone_number=next(NUMBERS), sdp_offer=OFFER.read_bytes().decode())
    somebody = contact()
    return {
        "/api/calls/{call_id}": {"call_id": call["call_id"]},
        "/api/calls/contacts/{contact_id}": {"contact_id": somebody},
        "/api/contacts/{id}": {"id": somebody},
        "/api/channels/{id}": {"id": channel()},
        "/api/webhook-endpoints/{id}": {"id": endpoint()},
        "/api/webhook-deliveries/{id}": {"id": delivery()},
        "/api/webhook/{provider}/{key}": {"provider": "meta", "key": WEBHOOK_KEY},
    }


THINGS = things()
AGENT = ask("GET", "/api/agents")["data"][0]["id"]
# What is removed is made for it, each time: the fuzzer remembers ids that it was told, and once removed every channel of
# the team, so that nothing after it reached a provider.
REMOVED = {
    "/api/channels/{id}": removable_channel,
    "/api/contacts/{id}": contact,
    "/api/tokens/{id}": token,
    "/api/webhook-endpoints/{id}": endpoint,
}


def known(operation):
    """The ids of what the operation is about."""
    if operation.method.upper() == "DELETE":
        made = REMOVED.get(operation.path)
        return {"id": made()} if made else {}
    return next((ids for path, ids in THINGS.items() if operation.path.startswith(path)), {})


def signed(request):
    """As a provider does it."""
    body = request.body or b""
    body = body.encode() if isinstance(body, str) else body
    digest = hmac.new(WEBHOOK_SECRET.encode(), body, hashlib.sha256).hexdigest()
    request.headers["X-Hub-Signature-256"] = f"sha256={digest}"
    return request


@schemathesis.hook
def before_call(context, case, kwargs):
    """What the operation is about is there, unless the path is meant to be wrong; not all phases ask the other hooks."""
    if case.path_parameters and not case.meta.is_negative_at(ParameterLocation.PATH):
        case.path_parameters = {**case.path_parameters, **known(case.operation)}
    if isinstance(case.body, dict) and type(case.body.get("agent_id")) is int:
        case.body = {**case.body, "agent_id": AGENT}
    if not case.operation.path.startswith("/api/webhook/"):
        return
    # One that is not signed is refused before it is read.
    if case.method.upper() == "POST":
        kwargs["auth"] = signed
    # Every other check of the address is a right one.
    elif case.method.upper() == "GET" and len(case.query or {}) % 2 == 0:
        case.query = {"hub.mode": "subscribe", "hub.verify_token": VERIFY_TOKEN, "hub.challenge": "1158201444"}
