//! When customers can call: a switch, a time zone, the hours of the week, holidays.

use leptos::prelude::*;
use tring_protocol::settings::{CallHours, Weekday};

use super::{holidays::Holidays, switch::Tick};
use crate::{
    browser::intl,
    channels::{
        icons::{Glyph, GlyphImage},
        text,
        week::{self, End},
    },
    ui::reactive::{Row, flag, memo, nothing, part, rows, words},
};

/// The call hours.
#[component]
pub(super) fn Hours(
    /// The hours.
    #[prop(into)]
    hours: Signal<CallHours>,
    /// Whether they can be changed.
    writable: bool,
    /// They were changed.
    #[prop(into)]
    on_change: Callback<CallHours>,
) -> impl IntoView {
    let edit = Edit { hours, on_change };
    let enabled = memo(move || hours.with(|hours| hours.enabled));
    let switched = move |on| {
        edit.with(|hours| {
            hours.enabled = on;
            // Where nobody has chosen a zone, the agent's own is the likely one.
            if on && hours.time_zone.is_empty() {
                hours.time_zone = intl::own_time_zone().unwrap_or_default();
            }
        });
    };
    let days = week::DAYS
        .into_iter()
        .map(|day| view! { <Day day edit writable /> })
        .collect_view();
    view! {
        <Tick label=text::HOURS_USED ticked=enabled writable on_change=switched />
        <p class="tring-setting__help">{text::HOURS_USED_HELP}</p>
        <TimeZone edit writable />
        <h4 class="tring-section__subtitle">{text::WEEK}</h4>
        <ul class="tring-week">{days}</ul>
        <Holidays hours writable on_change />
    }
}

/// Hours and the way to change them.
#[derive(Clone, Copy)]
pub(super) struct Edit {
    pub(super) hours: Signal<CallHours>,
    pub(super) on_change: Callback<CallHours>,
}

impl Edit {
    pub(super) fn with(self, change: impl FnOnce(&mut CallHours)) {
        let mut hours = self.hours.get_untracked();
        change(&mut hours);
        self.on_change.run(hours);
    }
}

#[component]
fn TimeZone(edit: Edit, writable: bool) -> impl IntoView {
    let zone = memo(move || edit.hours.with(|hours| hours.time_zone.clone()));
    let is_wrong = memo(move || zone.with(|zone| !zone.is_empty() && !intl::is_time_zone(zone)));
    let options = intl::time_zones()
        .into_iter()
        .map(|zone| view! { <option value=zone></option> })
        .collect_view();
    let mistake = move || {
        if is_wrong.get() {
            text::NO_SUCH_ZONE
        } else {
            ""
        }
    };
    view! {
        <div class="tring-field">
            <label class="tring-field__label" for="tring-time-zone">{text::TIME_ZONE}</label>
            <input
                id="tring-time-zone"
                class="tring-field__input"
                dir="ltr"
                list="tring-time-zones"
                autocomplete="off"
                spellcheck="false"
                readonly=!writable
                aria-describedby="tring-time-zone-help tring-time-zone-mistake"
                aria-invalid=flag(move || is_wrong.get())
                prop:value=words(move || zone.get())
                on:input=move |event| edit.with(|hours| hours.time_zone = event_target_value(&event))
            />
            <datalist id="tring-time-zones">{options}</datalist>
            <p id="tring-time-zone-help" class="tring-field__hint">{text::TIME_ZONE_HELP}</p>
            <p id="tring-time-zone-mistake" class="tring-field__mistake">
                {words(move || mistake().to_owned())}
            </p>
        </div>
    }
}

#[component]
fn Day(day: Weekday, edit: Edit, writable: bool) -> impl IntoView {
    let places = memo(move || {
        let spans = edit.hours.with(|hours| week::spans(hours, day));
        spans
            .into_iter()
            .map(|(place, _)| place)
            .collect::<Vec<_>>()
    });
    let mistake = memo(move || edit.hours.with(|hours| week::mistake(hours, day)));
    let spans = move || {
        let places = places.get().into_iter().enumerate();
        // Known by their order within the day: what is typed must not be drawn anew.
        let span = |(nth, place): (usize, usize)| {
            Row::new(format!("{nth} {place}"), move || {
                span(day, nth, place, edit, writable)
            })
        };
        places.map(span).collect()
    };
    let wrong = move || {
        mistake.get().map_or_else(nothing, |mistake| {
            view! { <p class="tring-field__mistake">{text::mistake(mistake)}</p> }.into_any()
        })
    };
    view! {
        <li class="tring-week__day">
            <span class="tring-week__name">{text::day(day)}</span>
            <div class="tring-week__spans">
                {part(move || if places.with(Vec::is_empty) { closed() } else { nothing() })}
                {rows(spans)}
                <div role="alert">{part(wrong)}</div>
            </div>
            {part(move || add(day, edit, places.with(Vec::len), writable))}
        </li>
    }
}

fn closed() -> AnyView {
    view! { <span class="tring-week__closed">{text::CLOSED}</span> }.into_any()
}

fn add(day: Weekday, edit: Edit, spans: usize, writable: bool) -> AnyView {
    if !writable || spans >= week::MOST_PER_DAY {
        return nothing();
    }
    let word = if spans == 0 {
        text::OPEN_DAY
    } else {
        text::ADD_SPAN
    };
    view! {
        <button
            type="button"
            class="tring-button"
            data-kind="quiet"
            aria-label=[text::day(day), word].join(": ")
            on:click=move |_| edit.with(|hours| week::add(hours, day))
        >
            <GlyphImage glyph=Glyph::Plus />
            {word}
        </button>
    }
    .into_any()
}

fn span(day: Weekday, nth: usize, place: usize, edit: Edit, writable: bool) -> AnyView {
    let invalid = memo(move || edit.hours.with(|hours| week::mistake(hours, day).is_some()));
    let field = move |end: End, word: &'static str| {
        let value = move || {
            edit.hours.with(|hours| {
                let span = hours.weekly.get(place);
                span.map_or_else(String::new, |span| match end {
                    End::From => span.open.clone(),
                    End::To => span.close.clone(),
                })
            })
        };
        let change = move |event| {
            let time = event_target_value(&event);
            edit.with(|hours| week::set(hours, place, end, time));
        };
        time(
            text::end(text::day(day), nth, word),
            words(value),
            invalid.into(),
            writable,
            change,
        )
    };
    let remove = writable.then(|| {
        let label = text::remove(&text::end(text::day(day), nth, ""));
        remove_button(label, move || edit.with(|hours| week::remove(hours, place)))
    });
    view! {
        <div class="tring-span">
            <span class="tring-span__times">
                {field(End::From, text::FROM)}
                <span aria-hidden="true">"–"</span>
                {field(End::To, text::TO)}
            </span>
            {remove}
        </div>
    }
    .into_any()
}

/// A field for a time of the day.
pub(super) fn time(
    label: String,
    value: crate::ui::reactive::Words,
    invalid: Signal<bool>,
    writable: bool,
    on_input: impl FnMut(leptos::ev::Event) + 'static,
) -> AnyView {
    view! {
        <input
            type="time"
            class="tring-field__input tring-figures"
            aria-label=label
            aria-invalid=flag(move || invalid.get())
            readonly=!writable
            prop:value=value
            on:input=on_input
        />
    }
    .into_any()
}

/// A button with a bin, named by what it removes.
pub(super) fn remove_button(label: String, on_press: impl Fn() + 'static) -> AnyView {
    view! {
        <button
            type="button"
            class="tring-button"
            data-kind="quiet"
            aria-label=label.clone()
            title=label
            on:click=move |_| on_press()
        >
            <GlyphImage glyph=Glyph::Bin />
        </button>
    }
    .into_any()
}
