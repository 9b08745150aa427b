"""Gives the fuzzer ids of things that are there: with made-up ones it would see little but 404."""

import os
import pathlib

import requests
import schemathesis

URL = os.environ["TRING_URL"]
HEADERS = {"Authorization": f"Bearer {os.environ['TRING_TOKEN']}"}
OFFER = pathlib.Path(__file__).parents[2] / "crates/tring-proxy/tests/proxy/sdp/browser.chromium.offer_opus_dtmf.sdp"


def ask(method, path, **body):
    answer = requests.request(method, URL + path, headers=HEADERS, json=body or None, timeout=20)
    answer.raise_for_status()
    return answer.json()


def things():
    contact = ask("POST", "/api/contacts", name="Jane Smith", phone_number="+4915112345678")
    call = ask("POST", "/api/calls/initiate", phone_number="+4915112345678", sdp_offer=OFFER.read_bytes().decode())
    endpoint = ask("POST", "/api/webhook-endpoints", url=f"{URL}/health", event_types=["call.*"])
    return {
        "/api/calls/{call_id}": {"call_id": call["call_id"]},
        "/api/calls/contacts/{contact_id}": {"contact_id": contact["data"]["id"]},
        "/api/contacts/{id}": {"id": contact["data"]["id"]},
        "/api/channels/{id}": {"id": ask("GET", "/api/channels")["data"][0]["id"]},
        "/api/webhook-endpoints/{id}": {"id": endpoint["data"]["id"]},
    }


THINGS = things()


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    """What removes the thing goes on with made-up ids."""
    operation = context.operation
    if operation.method.upper() == "DELETE" or not isinstance(path_parameters, dict):
        return path_parameters
    for path, known in THINGS.items():
        if operation.path.startswith(path):
            return {**path_parameters, **known}
    return path_parameters
