//! Inputs to a call, their effects, and the task that lets time pass in it.

use std::{sync::Arc, time::Duration};

use super::{World, call::Call};
use crate::{
    clock::Moment,
    media::Command,
    outbox::Delivery,
    phone::{Effect, Input, NotNow, Notice, State},
};

/// Longer than any call: the network swallows packets "for good".
const FOR_GOOD: Duration = Duration::from_hours(24);

/// Why an input was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum InputError {
    #[error("there is no such call")]
    UnknownCall,
    #[error(transparent)]
    NotNow(#[from] NotNow),
}

impl World {
    /// Applies `input` to a call and performs its effects, in order, before any later input.
    pub(crate) fn apply(&self, call_id: &str, input: Input) -> Result<(), InputError> {
        let now = self.clock.now();
        let mut books = self.books();
        let number = books
            .call(call_id)
            .and_then(|call| books.numbers.get(&call.facts.number_id).cloned());
        let call = books.call_mut(call_id).ok_or(InputError::UnknownCall)?;
        let before = call.phone.state().name();
        let effects = call.phone.handle(now, input)?;
        let after = call.phone.state().name();
        if before != after {
            call.note(now, after);
        }
        perform(call, number.as_ref(), now, effects);
        call.deadline_changed.notify_one();
        if before != after && !call.phone.is_live() {
            books.settle_permission(call_id, now);
        }
        drop(books);
        if input != Input::Tick || before != after {
            self.changed();
        }
        Ok(())
    }

    /// Lets time pass in the call until it has ended.
    pub(crate) fn drive(self: &Arc<Self>, call_id: &str) {
        let world = Arc::downgrade(self);
        let id = call_id.to_owned();
        let driver = tokio::spawn(async move {
            while let Some(strong) = world.upgrade() {
                let Some((deadline, changed)) = strong.next_step(&id) else {
                    return;
                };
                let deadline = strong.clock.instant(deadline);
                drop(strong);
                tokio::select! {
                    () = tokio::time::sleep_until(deadline.into()) => {}
                    () = changed.notified() => continue,
                }
                let Some(strong) = world.upgrade() else {
                    return;
                };
                strong.let_time_pass(&id);
            }
        });
        if let Some(call) = self.books().call_mut(call_id) {
            call.driver = Some(driver.abort_handle());
        }
    }

    fn next_step(&self, call_id: &str) -> Option<(Moment, Arc<tokio::sync::Notify>)> {
        let books = self.books();
        let call = books.call(call_id)?;
        Some((
            call.phone.next_deadline()?,
            Arc::clone(&call.deadline_changed),
        ))
    }

    fn let_time_pass(&self, call_id: &str) {
        let heard = self
            .books()
            .call(call_id)
            .and_then(|call| call.media.counters().last_heard);
        // A call that ended meanwhile needs neither.
        if let Some(heard) = heard {
            let _ = self.apply(call_id, Input::MediaHeard(heard));
        }
        let _ = self.apply(call_id, Input::Tick);
    }
}

/// Performs the effects that a call asks for.
pub(crate) fn perform(
    call: &mut Call,
    number: Option<&super::number::Number>,
    now: Moment,
    effects: Vec<Effect>,
) {
    for effect in effects {
        match effect {
            Effect::Tell(notice) => tell(call, number, now, notice),
            Effect::StartTone => {
                call.answered = Some(now);
                call.media.tell(Command::PlayTone);
                if call.facts.direction == crate::phone::Direction::Outbound {
                    // Inbound, packets are early until the response to *accept* is on its way.
                    call.media.counters().accept();
                }
            }
            Effect::StopMedia => {
                call.note(now, "the media stops in both directions");
                call.media.tell(Command::Interrupt(FOR_GOOD));
            }
            Effect::CloseMedia => call.media.tell(Command::Close),
        }
    }
    if let State::Ended { end } = call.phone.state() {
        call.ended = Some(end.at);
    }
}

fn tell(call: &Call, number: Option<&super::number::Number>, now: Moment, notice: Notice) {
    let Some(number) = number else { return };
    let dialect = number.dialect.dialect();
    if let Some(webhook) = dialect.call_notice(number, &call.facts, notice, now) {
        call.outbox.push(Delivery::of(webhook));
    }
}
