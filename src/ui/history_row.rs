//! One call of the history.

use leptos::prelude::*;
use tring_protocol::{
    api::CallRecord,
    call::{CallStatus, Direction, Millis},
    phone::{self, PhoneNumber},
};

use crate::ui::{
    duration::clock,
    icon::{Icon, IconImage},
    phone_text::PhoneText,
    reactive::{switch, words},
    text,
    when::Moment,
};

/// A row of the call history. The roles are written out because a narrow page shows rows as cards, and a row
/// that is not laid out as one loses its meaning for assistive technology.
#[component]
pub fn HistoryRow(
    /// The call.
    record: CallRecord,
    /// The present moment, to the minute.
    #[prop(into)]
    now: Signal<Moment>,
    /// Whether a call holds the desk, so that nobody can be called back now.
    #[prop(into)]
    engaged: Signal<bool>,
    /// *Call back* was pressed.
    #[prop(into)]
    on_call: Callback<PhoneNumber>,
) -> impl IntoView {
    let number = number(&record);
    let name = name(&record);
    let began = Moment::parse(&record.initiated_at);
    let talked = talked(&record);
    let duration = if talked == 0 {
        text::NO_DURATION.to_owned()
    } else {
        clock(talked)
    };
    view! {
        <tr role="row" class="tring-history__row" data-tone=tone(record.status) data-talked=(talked > 0).to_string()>
            <td role="cell" class="tring-history__direction">
                <IconImage icon=sign(record.direction, record.status) />
                <span class="tring-history__direction-word">{text::direction(record.direction)}</span>
            </td>
            <td role="cell" class="tring-history__who">{who(name.clone(), number.clone())}</td>
            <td role="cell" class="tring-history__status">{text::call_status(record.status)}</td>
            <td role="cell" class="tring-history__when tring-figures">
                <time datetime=record.initiated_at.clone() title=began.map(Moment::in_full)>
                    {words(move || began.map(|began| began.seen_from(now.get())).unwrap_or_default())}
                </time>
            </td>
            <td role="cell" class="tring-history__duration tring-figures">{duration}</td>
            <td role="cell" class="tring-history__action">
                {call_back(name, number, engaged, on_call)}
            </td>
        </tr>
    }
}

/// How long both sides talked, as the panel said when it ended. The provider's own figure may be a second
/// more or less; it stands in where a time is missing.
fn talked(record: &CallRecord) -> Millis {
    let at = |time: &Option<String>| time.as_deref().and_then(Moment::parse);
    match (at(&record.answered_at), at(&record.ended_at)) {
        (Some(began), Some(ended)) => ended.after(began),
        (None | Some(_), None) | (None, Some(_)) => record.duration_seconds * 1_000,
    }
}

/// The other side's number as it came.
fn number(record: &CallRecord) -> Option<String> {
    let known = record
        .contact
        .as_ref()
        .and_then(|contact| contact.phone_number.clone());
    let theirs = match record.direction {
        Direction::Inbound => &record.from_number,
        Direction::Outbound => &record.to_number,
    };
    known
        .or_else(|| Some(theirs.clone()))
        .filter(|number| !number.is_empty())
}

fn name(record: &CallRecord) -> Option<String> {
    record
        .contact
        .as_ref()
        .and_then(|contact| contact.name.clone())
        .filter(|name| !name.is_empty())
}

pub(crate) fn who(name: Option<String>, number: Option<String>) -> AnyView {
    match (name, number) {
        (Some(name), number) => {
            let title = name.clone();
            view! {
                <span class="tring-history__name" title=title><bdi>{name}</bdi></span>
                {number.map(|number| view! { <span class="tring-history__number"><PhoneText number /></span> })}
            }
            .into_any()
        }
        (None, Some(number)) => {
            view! { <span class="tring-history__name"><PhoneText number /></span> }.into_any()
        }
        (None, None) => {
            view! { <span class="tring-history__name">{text::UNKNOWN_CALLER}</span> }.into_any()
        }
    }
}

fn call_back(
    name: Option<String>,
    number: Option<String>,
    engaged: Signal<bool>,
    on_call: Callback<PhoneNumber>,
) -> Option<impl IntoView> {
    let number = number?;
    let label = text::call_back(&name.unwrap_or_else(|| phone::grouped(&number)));
    let number: PhoneNumber = number.parse().ok()?;
    Some(view! {
        <button
            type="button"
            class="tring-button"
            data-kind="quiet"
            aria-label=label.clone()
            title=label
            disabled=switch(move || engaged.get())
            on:click=move |_| on_call.run(number.clone())
        >
            <IconImage icon=Icon::Phone />
        </button>
    })
}

fn sign(direction: Direction, status: CallStatus) -> Icon {
    match (direction, status) {
        (Direction::Inbound, CallStatus::Missed) => Icon::PhoneMissed,
        (Direction::Inbound, _) => Icon::PhoneIncoming,
        (Direction::Outbound, _) => Icon::PhoneOutgoing,
    }
}

/// How a row's status is coloured; the word beside it says the same.
fn tone(status: CallStatus) -> &'static str {
    match status {
        CallStatus::Initiated | CallStatus::Ringing | CallStatus::InProgress => "live",
        CallStatus::Completed => "plain",
        CallStatus::Failed | CallStatus::Missed => "bad",
        CallStatus::Rejected | CallStatus::NoAnswer => "quiet",
    }
}
