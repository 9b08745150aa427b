"""pywa, an independent implementation of Meta's Cloud API, against the simulator's Meta dialect.

Its client drives the simulator, and its parser reads the simulator's webhooks: one misreading of Meta's documents would have
to be the same in two projects to go unnoticed.
"""

import json
import os
import queue
import unittest
from pathlib import Path

import httpx
from pywa import WhatsApp
from pywa.errors import WhatsAppError
from pywa.types.calls import (
    CallConnect,
    CallDirection,
    CallPermissionResponse,
    CallPermissions,
    CallPermissionStatus,
    CallPermissionUpdate,
    CallStatus,
    CallTerminate,
    CallTerminateStatus,
    SessionDescription,
)

from simulator import APP_SECRET, CUSTOMER, NUMBER_ID, PATIENCE, TOKEN, Receiver, Simulator, ToSimulator

FIXTURES = Path(__file__).parents[2] / "crates/tring-providers/tests/fixtures/meta"


def session(name):
    """A session description that a browser made."""
    sample = json.loads((FIXTURES / name).read_text())
    return SessionDescription(sdp_type=sample["type"], sdp=sample["sdp"])


OFFER = session("sdp.browser.chromium.offer_opus_dtmf.measured.json")
ANSWER = session("sdp.browser.chromium.answer_to_meta_offer.measured.json")


def as_pywa_expects(body):
    """A webhook with what pywa 4.5 reads and Meta's samples are without: `contacts` in statuses and permission replies, and
    the `type` of the reply's message. The simulator says what the documents say; the test fails when it says more.
    """
    webhook = json.loads(body)
    value = webhook["entry"][0]["changes"][0]["value"]
    for status in value.get("statuses", []):
        assert "contacts" not in value, "Meta's sample has none"
        value["contacts"] = [{"wa_id": status["recipient_id"], "user_id": status["recipient_user_id"]}]
    for message in value.get("messages", []):
        assert "contacts" not in value and "type" not in message, "Meta's sample has neither"
        value["contacts"] = [{"wa_id": message["from"], "user_id": message["from_user_id"]}]
        message["type"] = "interactive"
    return json.dumps(webhook).encode()


class MetaDialect(unittest.TestCase):
    def setUp(self):
        self.receiver = Receiver()
        self.addCleanup(self.receiver.stop)
        self.simulator = Simulator(self.receiver.url)
        self.addCleanup(self.simulator.stop)
        client = httpx.Client(transport=ToSimulator(self.simulator.url))
        self.addCleanup(client.close)
        self.wa = WhatsApp(
            phone_id=NUMBER_ID, token=TOKEN, session=client, server=None, app_secret=APP_SECRET, verify_token="verify"
        )
        self.updates = queue.Queue()
        for listen in (
            self.wa.on_call_connect,
            self.wa.on_call_status,
            self.wa.on_call_terminate,
            self.wa.on_call_permission_update,
        ):
            listen(lambda _, update: self.updates.put(update))

    def dial(self, tracker=None):
        """`initiate_call` of pywa 4.5 wants a `success` in the answer that Meta's samples are without; its request goes out all the
        same, so the half of it that sends is called. The call's id.
        """
        answer = self.wa.api.initiate_call(
            phone_id=NUMBER_ID, to=CUSTOMER, recipient=None, session=OFFER.to_dict(), biz_opaque_callback_data=tracker
        )
        self.assertEqual(set(answer), {"messaging_product", "calls"})
        return answer["calls"][0]["id"]

    def update(self, kind):
        """The next webhook as pywa reads it: signed as Meta signs, and of this kind."""
        body, signature = self.receiver.deliveries.get(timeout=PATIENCE)
        self.assertIsNone(self.wa.webhook_update_validator(body, signature), "pywa takes the signature")
        self.assertIsNotNone(self.wa.webhook_update_validator(body + b" ", signature), "and no other body")
        self.assertEqual(self.wa.webhook_update_handler(as_pywa_expects(body)), ("ok", 200))
        update = self.updates.get(timeout=PATIENCE)
        self.assertIsInstance(update, kind)
        return update

    def script(self, **script):
        self.simulator.control("PUT", f"/scripts/+{CUSTOMER}", script)

    def test_an_outgoing_call_from_dial_to_the_customer_hanging_up(self):
        self.script(answer="after", hang_up_after_ms=100)
        call = self.dial(tracker="order-7")
        connect = self.update(CallConnect)
        self.assertEqual(connect.id, call)
        self.assertEqual(connect.direction, CallDirection.BUSINESS_INITIATED)
        self.assertEqual(connect.session.sdp_type, "answer")
        self.assertIn("a=fingerprint:sha-256", connect.session.sdp)
        self.assertEqual([self.update(CallStatus).status for _ in range(2)], ["RINGING", "ACCEPTED"])
        end = self.update(CallTerminate)
        self.assertEqual((end.id, end.tracker), (call, "order-7"))
        self.assertEqual(end.status, CallTerminateStatus.COMPLETED)
        self.assertIsNotNone(end.start_time)
        self.assertIsNone(end.error)

    def test_a_declined_call_has_no_start(self):
        self.script(answer="reject")
        self.dial()
        self.update(CallConnect)
        self.assertEqual([self.update(CallStatus).status for _ in range(2)], ["RINGING", "REJECTED"])
        self.assertIsNone(self.update(CallTerminate).start_time)

    def test_an_outgoing_call_that_we_end(self):
        call = self.dial()
        self.update(CallConnect)
        self.update(CallStatus)
        self.assertTrue(self.wa.terminate_call(call))
        self.assertEqual(self.update(CallTerminate).id, call)

    def incoming(self):
        self.simulator.control("POST", "/calls", {"customer": f"+{CUSTOMER}", "name": "Mia"})
        connect = self.update(CallConnect)
        self.assertEqual(connect.direction, CallDirection.USER_INITIATED)
        self.assertEqual(connect.session.sdp_type, "offer")
        self.assertEqual((connect.from_user.wa_id, connect.from_user.name), (CUSTOMER, "Mia"))
        return connect

    def test_an_incoming_call_that_we_answer_and_end(self):
        connect = self.incoming()
        self.assertTrue(connect.pre_accept(sdp=ANSWER))
        self.assertTrue(connect.accept(sdp=ANSWER))
        self.assertTrue(connect.terminate())
        self.assertIsNotNone(self.update(CallTerminate).start_time)

    def test_an_incoming_call_that_we_decline(self):
        self.assertTrue(self.incoming().reject())
        self.assertIsNone(self.update(CallTerminate).start_time)

    def test_a_customer_who_allows_calls_for_a_time(self):
        self.simulator.control("PUT", f"/permissions/+{CUSTOMER}", {"status": "no_permission"})
        self.assertEqual(self.permissions().permission.status, CallPermissionStatus.NO_PERMISSION)
        with self.assertRaises(WhatsAppError) as refused:
            self.wa.initiate_call(CUSTOMER, OFFER)
        self.assertEqual(refused.exception.code, 138006)
        request = self.ask_for_permission()
        self.simulator.control("POST", f"/permission_requests/{request}", {"answer": "temporary"})
        reply = self.update(CallPermissionUpdate)
        self.assertEqual(reply.response, CallPermissionResponse.ACCEPT)
        self.assertEqual(reply.reply_to_message.id, request)
        self.assertFalse(reply.is_expired)
        granted = self.permissions()
        self.assertEqual(granted.permission.status, CallPermissionStatus.TEMPORARY)
        self.assertEqual(granted.permission.expiration_time, reply.expiration_timestamp)
        actions = {action.action_name: action for action in granted.actions}
        self.assertTrue(actions["start_call"].can_perform_action)
        self.assertEqual([limit.time_period for limit in actions["send_call_permission_request"].limits], ["PT24H", "P7D"])

    def test_a_customer_who_declines(self):
        self.simulator.control("PUT", f"/permissions/+{CUSTOMER}", {"status": "no_permission"})
        request = self.ask_for_permission()
        self.simulator.control("POST", f"/permission_requests/{request}", {"answer": "decline"})
        self.assertEqual(self.update(CallPermissionUpdate).response, CallPermissionResponse.REJECT)

    def permissions(self):
        """`get_call_permissions` of pywa 4.5 forgets an argument of its own; the two halves of it are called instead."""
        answer = self.wa.api.get_call_permissions(phone_id=NUMBER_ID, user_wa_id=CUSTOMER, recipient=None)
        return CallPermissions.from_dict(answer)

    def ask_for_permission(self):
        """pywa has no name for the free-form request, so its session sends Meta's own sample; the message's id."""
        sample = json.loads((FIXTURES / "permission_request.freeform.request.json").read_text())
        answer = self.wa.api._session.post(f"/{NUMBER_ID}/messages", json={**sample, "to": CUSTOMER})
        self.assertEqual(answer.status_code, 200, answer.text)
        return answer.json()["messages"][0]["id"]

    def test_a_wrong_token_is_metas_error(self):
        client = httpx.Client(transport=ToSimulator(self.simulator.url))
        self.addCleanup(client.close)
        stranger = WhatsApp(phone_id=NUMBER_ID, token="wrong", session=client, server=None, validate_updates=False)
        with self.assertRaises(WhatsAppError) as refused:
            stranger.terminate_call("wacid.unknown")
        self.assertEqual(refused.exception.code, 190)

    def test_settings_are_read_and_changed(self):
        before = self.wa.get_business_phone_number_settings()
        self.assertEqual(before.calling.status, "ENABLED")
        before.calling.call_icon_visibility = type(before.calling.call_icon_visibility)("DISABLE_ALL")
        self.assertTrue(self.wa.update_business_phone_number_settings(calling=before.calling))
        self.assertEqual(self.wa.get_business_phone_number_settings().calling.call_icon_visibility, "DISABLE_ALL")


if __name__ == "__main__":
    assert os.environ.get("TRING_SIMULATOR"), "TRING_SIMULATOR names the simulator's binary"
    unittest.main()
