//! The store without a browser: the order of effects, reports in between, and the end of its owner.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use leptos::prelude::*;
use tring::call_store::{CallStore, Perform};
use tring_protocol::call::Millis;
use tring_softphone::{
    Desk, Effect, Input,
    input::{Pickup, Sample},
    key::CallKey,
    view::Phase,
};

const NOW: Millis = 1_795_170_000_000;

/// What a performer was asked, shared with the test.
#[derive(Clone, Default)]
struct Notes {
    effects: Rc<RefCell<Vec<Effect>>>,
    ids: Rc<Cell<u32>>,
    warmed: Rc<Cell<u32>>,
    is_dropped: Rc<Cell<bool>>,
}

impl Notes {
    fn effects(&self) -> Vec<Effect> {
        self.effects.borrow().clone()
    }

    fn count(&self, wanted: impl Fn(&Effect) -> bool) -> usize {
        self.effects
            .borrow()
            .iter()
            .filter(|effect| wanted(effect))
            .count()
    }
}

/// Notes what it is asked, and reports at once what `reports` says.
struct Performer<F> {
    store: CallStore,
    notes: Notes,
    reports: F,
}

impl<F: Fn(&Effect) -> Option<Input>> Perform for Performer<F> {
    fn now(&self) -> Millis {
        NOW
    }

    fn new_id(&self) -> String {
        self.notes.ids.set(self.notes.ids.get() + 1);
        format!("id-{}", self.notes.ids.get())
    }

    fn pickup(&self, channel_id: Option<&str>) -> Pickup {
        match channel_id {
            Some("quiet") => Pickup::Heard,
            Some(_) | None => Pickup::Told,
        }
    }

    fn perform(&self, effect: Effect) {
        let report = (self.reports)(&effect);
        self.notes.effects.borrow_mut().push(effect);
        if let Some(report) = report {
            self.store.send(report);
        }
    }

    fn warm(&self) {
        self.notes.warmed.set(self.notes.warmed.get() + 1);
    }
}

impl<F> Drop for Performer<F> {
    fn drop(&mut self) {
        self.notes.is_dropped.set(true);
    }
}

fn store_that_reports(
    reports: impl Fn(&Effect) -> Option<Input> + 'static,
) -> (Owner, CallStore, Notes) {
    let owner = Owner::new();
    let notes = Notes::default();
    let kept = notes.clone();
    let store = owner.with(|| {
        CallStore::with_performer(a_desk(), |store| Performer {
            store,
            notes: kept,
            reports,
        })
    });
    (owner, store, notes)
}

fn silent_store() -> (Owner, CallStore, Notes) {
    store_that_reports(|_| None)
}

fn a_desk() -> Desk {
    Desk::new("desk".to_owned())
}

fn dial() -> Input {
    Input::DialRequested {
        attempt_id: "id-1".to_owned(),
        number: "+4915112345678".parse().expect("a number"),
        channel_id: None,
        pickup: Pickup::Told,
    }
}

fn offer_ready(call: CallKey) -> Input {
    let sdp = "v=0\r\n".to_owned();
    Input::OfferReady { call, sdp }
}

/// A browser that has microphone and offer ready while it is being asked for them.
fn prepares_at_once(effect: &Effect) -> Option<Input> {
    if let Effect::CreateOffer { call } = effect {
        return Some(offer_ready(*call));
    }
    (*effect == Effect::OpenMicrophone).then_some(Input::MicrophoneOpened)
}

/// What a desk of its own wants for these inputs, one after the other.
fn effects_of(inputs: impl IntoIterator<Item = Input>) -> Vec<Effect> {
    let mut desk = a_desk();
    inputs
        .into_iter()
        .flat_map(|input| desk.handle(NOW, input))
        .collect()
}

#[test]
fn all_effects_of_an_input_are_performed_in_order() {
    let (_owner, store, notes) = silent_store();
    store.send(dial());
    assert_eq!(notes.effects(), effects_of([dial()]));
    assert!(notes.effects().contains(&Effect::OpenMicrophone));
}

// A browser may report while it is still being asked: the report of the first effect must not be looked
// at before the second is performed.
#[test]
fn a_report_during_an_effect_waits_for_the_other_effects() {
    let (_owner, store, notes) = store_that_reports(prepares_at_once);
    store.send(dial());
    let expected = effects_of([dial(), Input::MicrophoneOpened, offer_ready(CallKey(1))]);
    assert_eq!(notes.effects(), expected);
    assert_eq!(
        notes.count(|effect| matches!(effect, Effect::PlaceCall { .. })),
        1
    );
}

#[test]
fn a_report_while_the_performer_is_being_made_waits_for_it() {
    let owner = Owner::new();
    let notes = Notes::default();
    let kept = notes.clone();
    let store = owner.with(|| {
        CallStore::with_performer(a_desk(), |store| {
            store.send(dial());
            Performer {
                store,
                notes: kept,
                reports: |_: &Effect| None,
            }
        })
    });
    assert_eq!(notes.effects(), effects_of([dial()]));
    assert!(owner.with(|| {
        store
            .select(|desk| desk.engaged().is_some())
            .get_untracked()
    }));
}

#[test]
fn inputs_after_the_owner_is_gone_do_nothing() {
    let (owner, store, notes) = silent_store();
    owner.cleanup();
    let before = notes.effects();
    store.send(dial());
    store.dial("+4915112345678".parse().expect("a number"), None);
    store.warm();
    assert_eq!(notes.effects(), before);
    assert_eq!((notes.ids.get(), notes.warmed.get()), (0, 0));
}

#[test]
fn the_performer_and_what_it_holds_are_dropped_with_the_owner() {
    let (owner, _store, notes) = silent_store();
    assert!(!notes.is_dropped.get());
    owner.cleanup();
    assert!(notes.is_dropped.get());
}

// A page part that is removed in the middle of a call must not leave the customer waiting, nor the
// microphone open.
#[test]
fn the_call_and_the_microphone_end_with_the_owner() {
    let (owner, store, notes) = store_that_reports(|effect| {
        if let Effect::PlaceCall { call, .. } = effect {
            let (call, call_id) = (*call, "call_1".to_owned());
            return Some(Input::Placed { call, call_id });
        }
        prepares_at_once(effect)
    });
    store.send(dial());
    owner.cleanup();
    let terminate = Effect::TerminateKeepalive {
        call_id: "call_1".to_owned(),
    };
    let closed = Effect::ClosePeer { call: CallKey(1) };
    for effect in [terminate, Effect::CloseMicrophone, closed] {
        assert_eq!(notes.count(|found| *found == effect), 1, "{effect:?}");
    }
}

#[test]
fn a_double_click_places_one_call() {
    let (_owner, store, notes) = silent_store();
    let number = || "+4915112345678".parse().expect("a number");
    store.dial(number(), None);
    store.dial(number(), None);
    assert_eq!(
        notes.count(|effect| matches!(effect, Effect::CreateOffer { .. })),
        1
    );
}

#[test]
fn each_press_of_call_has_an_id_of_its_own() {
    let (_owner, store, notes) = store_that_reports(prepares_at_once);
    let number = || "+4915112345678".parse().expect("a number");
    store.dial(number(), None);
    let call = CallKey(1);
    store.send(Input::HangUpRequested { call });
    store.dial(number(), Some("second".to_owned()));
    assert_eq!(notes.ids.get(), 2);
    let placed = notes.effects.borrow();
    let first = placed.iter().find_map(|effect| {
        if let Effect::PlaceCall { attempt_id, .. } = effect {
            return Some(attempt_id.clone());
        }
        None
    });
    assert_eq!(first.as_deref(), Some("id-1"));
}

#[test]
fn a_call_from_a_channel_that_does_not_tell_of_answers_is_answered_by_ear() {
    let (owner, store, _notes) = silent_store();
    let number = "+4915112345678".parse().expect("a number");
    store.dial(number, Some("quiet".to_owned()));
    let pickup = owner.with(|| {
        store
            .select(|desk| desk.calls().into_iter().next().map(|call| call.pickup))
            .get_untracked()
    });
    assert_eq!(pickup, Some(Pickup::Heard));
}

#[test]
fn nothing_is_warmed_during_a_call() {
    let (_owner, store, notes) = silent_store();
    store.warm();
    assert_eq!(notes.warmed.get(), 1);
    store.send(dial());
    store.warm();
    assert_eq!(notes.warmed.get(), 1);
}

#[test]
fn a_part_notifies_only_when_it_changes() {
    let (owner, store, _notes) = silent_store();
    owner.with(|| {
        let phase = store.select(|desk| desk.calls().into_iter().next().map(|call| call.phase));
        let reads = StoredValue::new(0);
        let reader = Memo::new(move |_| {
            reads.update_value(|reads| *reads += 1);
            phase.get()
        });
        assert_eq!(reader.get_untracked(), None);
        store.send(Input::StatsSample {
            call: CallKey(1),
            sample: Sample::default(),
        });
        assert_eq!(reader.get_untracked(), None);
        assert_eq!(reads.get_value(), 1, "nothing that is read has changed");
        store.send(dial());
        assert_eq!(reader.get_untracked(), Some(Phase::Calling));
        assert_eq!(reads.get_value(), 2);
    });
}

#[test]
fn the_clock_is_the_performers() {
    let (_owner, store, _notes) = silent_store();
    assert_eq!(store.now().get_untracked(), NOW);
    store.send(dial());
    let since = store.select(|desk| desk.calls().into_iter().next().map(|call| call.since));
    assert_eq!(since.get_untracked(), Some(NOW));
}

fn a_call(text: &str) -> tring_protocol::call::Call {
    serde_json::from_str(text).expect("a call of the protocol")
}

fn ringing(calls: Vec<tring_protocol::call::Call>) -> Input {
    Input::Snapshot { agent_id: 5, calls }
}

const ASKED_FOR: &str = r#"{"id":1,"call_id":"call_1","version":1,"direction":"outbound","status":"initiated",
    "channel_id":"quiet","channel_name":"Main line","from_number":"+4930111111","to_number":"+4915112345678",
    "initiated_at":1,"ringing_agents":[5],"requested":true,"requested_by":"CRM"}"#;
const INCOMING: &str = r#"{"id":1,"call_id":"call_1","version":1,"direction":"inbound","status":"ringing",
    "channel_id":"main","channel_name":"Main line","from_number":"+4915112345678","to_number":"+4930111111",
    "initiated_at":1,"ringing_agents":[5]}"#;

#[test]
fn a_call_that_was_asked_for_is_placed_under_its_own_id() {
    let (owner, store, notes) = store_that_reports(prepares_at_once);
    store.send(ringing(vec![a_call(ASKED_FOR)]));
    store.take_up(CallKey(1));
    let effects = notes.effects();
    let placed = effects.iter().find_map(|effect| {
        if let Effect::PlaceCall {
            call_id,
            attempt_id,
            number,
            ..
        } = effect
        {
            return Some((call_id.as_deref(), attempt_id.as_str(), number.as_str()));
        }
        None
    });
    assert_eq!(placed, Some((Some("call_1"), "id-1", "+4915112345678")));
    let pickup = owner.with(|| {
        store
            .select(|desk| desk.calls().into_iter().next().map(|call| call.pickup))
            .get_untracked()
    });
    assert_eq!(pickup, Some(Pickup::Heard), "that of its channel");
}

#[test]
fn a_customers_call_is_claimed() {
    let (_owner, store, notes) = silent_store();
    store.send(ringing(vec![a_call(INCOMING)]));
    store.take_up(CallKey(1));
    assert_eq!(
        notes.count(|effect| matches!(effect, Effect::ClaimCall { .. })),
        1
    );
    assert_eq!(notes.ids.get(), 0, "there is no attempt");
}
