//! Each effect, done.

use leptos::prelude::*;
use tring_protocol::api::InitiateRequest;
use tring_softphone::{
    Desk, Effect, Input,
    effect::{Timer as DeskTimer, UnloadWarning},
    key::CallKey,
    view::CallView,
};

use super::BrowserPage;
use crate::{
    backend::calls,
    browser::{page::LeaveWarning, timer::Timer},
};

impl BrowserPage {
    /// A flat table: which part of the page does what.
    pub(super) fn carry_out(&self, effect: Effect) {
        match effect {
            Effect::OpenMicrophone => self.microphone.open(),
            Effect::CloseMicrophone => self.microphone.close(),
            Effect::SetMicrophone { microphone } => self.microphone.set(microphone),
            Effect::AttachMicrophone { call, microphone } => {
                self.microphone.attach(call, microphone);
            }
            Effect::DetachMicrophone { call } => self.microphone.detach(call),

            Effect::CreateOffer { call } => self.peers.create_offer(call),
            Effect::CreateAnswer { call, sdp_offer } => self.peers.create_answer(call, &sdp_offer),
            Effect::ApplyRemoteAnswer { call, sdp } => self.peers.apply_remote_answer(call, &sdp),
            Effect::ClosePeer { call } => self.peers.close(call),

            effect @ Effect::PlaceCall { .. } => self.place(effect),
            Effect::ClaimCall { call, call_id } => self.requests.claim(call, call_id),
            Effect::SendPreAccept {
                call,
                call_id,
                sdp_answer,
            } => self.requests.pre_accept(call, call_id, sdp_answer),
            Effect::SendAnswer {
                call,
                call_id,
                sdp_answer,
            } => self.requests.answer(call, call_id, sdp_answer),
            Effect::SendHeard { call, call_id } => self.requests.heard(call, call_id),
            Effect::SendReject { call, call_id } => self.requests.reject(call, call_id),
            Effect::SendEnd {
                call,
                call_id,
                reason,
            } => self.requests.end(call, call_id, reason),
            Effect::TerminateKeepalive { call_id } => calls::end_keepalive(&call_id),

            Effect::StartTimer { timer, millis } => self.start_timer(timer, millis),
            Effect::CancelTimer { timer } => self.cancel_timer(timer),

            Effect::StartRinging { call } => {
                self.sounds.start_ringing(call, self.view(call).as_ref());
            }
            Effect::StopRinging { call } => self.sounds.stop_ringing(call),
            Effect::StartRingback { call } => self.sounds.start_ringback(call),
            Effect::StopRingback { call } => self.sounds.stop_ringback(call),
            Effect::Announce { announcement } => {
                if let Some(tabs) = &self.tabs {
                    tabs.announce(&announcement);
                }
            }
            Effect::WarnBeforeUnload { warning } => self.warn_before_unload(warning),
        }
    }

    fn place(&self, effect: Effect) {
        if let Effect::PlaceCall {
            call,
            attempt_id,
            number,
            channel_id,
            sdp_offer,
            call_id,
        } = effect
        {
            let request = InitiateRequest {
                phone_number: number.into(),
                options: None,
                sdp_offer: Some(sdp_offer),
                attempt_id: Some(attempt_id),
                desk_id: None,
                channel_id,
                call_id,
            };
            self.requests.place(call, request);
        }
    }

    fn start_timer(&self, timer: DeskTimer, millis: u32) {
        let store = self.store;
        let running = Timer::after(millis, move || store.send(Input::DeadlineReached { timer }));
        // Dropping the one that ran before cancels it.
        self.timers.borrow_mut().insert(timer, running);
    }

    fn cancel_timer(&self, timer: DeskTimer) {
        self.timers.borrow_mut().remove(timer);
    }

    fn warn_before_unload(&self, warning: UnloadWarning) {
        self.leave_warning.replace(match warning {
            UnloadWarning::On => Some(LeaveWarning::new()),
            UnloadWarning::Off => None,
        });
    }

    fn view(&self, call: CallKey) -> Option<CallView> {
        let calls = self.store.desk.try_with_untracked(Desk::calls)?;
        calls.into_iter().find(|view| view.key == call)
    }
}
