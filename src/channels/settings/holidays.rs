//! Days with other hours.

use leptos::prelude::*;
use tring_protocol::settings::{CallHours, Holiday};

use super::hours::{Edit, remove_button, time};
use crate::{
    browser::intl,
    channels::{
        icons::{Glyph, GlyphImage},
        text,
        week::{self, End},
    },
    ui::reactive::{Row, flag, memo, nothing, part, part_while, rows, words},
};

/// The list of holidays. One that is over is marked, and can be removed with one press.
#[component]
pub(super) fn Holidays(
    /// The hours that they belong to.
    #[prop(into)]
    hours: Signal<CallHours>,
    /// Whether they can be changed.
    writable: bool,
    /// They were changed.
    #[prop(into)]
    on_change: Callback<CallHours>,
) -> impl IntoView {
    let edit = Edit { hours, on_change };
    let today = memo(move || hours.with(|hours| intl::today_in(&hours.time_zone)));
    let count = memo(move || hours.with(|hours| hours.holidays.len()));
    let some_over = move || {
        let is_over = |holiday: &Holiday| today.with(|today| week::is_over(holiday, today));
        hours.with(|hours| hours.holidays.iter().any(is_over))
    };
    // Known by their place: what is typed must not be drawn anew.
    let row = move |place: usize| {
        Row::new(place.to_string(), move || {
            holiday(place, edit, today, writable)
        })
    };
    let can_add = move || writable && count.get() < week::MOST_HOLIDAYS;
    let none = || view! { <p class="tring-week__closed">{text::NO_HOLIDAYS}</p> }.into_any();
    view! {
        <div role="group" class="tring-holidays__group" aria-labelledby="tring-holidays">
            <h4 id="tring-holidays" class="tring-section__subtitle">{text::HOLIDAYS}</h4>
            <p class="tring-setting__help">{text::HOLIDAYS_HELP}</p>
            {part_while(move || count.get() == 0, none)}
            <ul class="tring-holidays">{rows(move || (0..count.get()).map(row).collect())}</ul>
            {part_while(some_over, move || over(edit, today, writable))}
            {part_while(can_add, move || add(edit))}
        </div>
    }
}

fn over(edit: Edit, today: Memo<String>, writable: bool) -> AnyView {
    if !writable {
        return nothing();
    }
    let remove = move |_| {
        edit.with(|hours| {
            let keep =
                |holiday: &Holiday| today.with_untracked(|today| !week::is_over(holiday, today));
            hours.holidays.retain(keep);
        });
    };
    view! {
        <div class="tring-holidays__over">
            <p class="tring-setting__help">{text::OVER_HINT}</p>
            <button type="button" class="tring-button" on:click=remove>{text::REMOVE_OVER}</button>
        </div>
    }
    .into_any()
}

fn add(edit: Edit) -> AnyView {
    let add = move |_| {
        edit.with(|hours| {
            hours.holidays.push(Holiday {
                date: String::new(),
                start: "00:00".to_owned(),
                end: "23:59".to_owned(),
            });
        });
    };
    view! {
        <button type="button" class="tring-button" on:click=add>
            <GlyphImage glyph=Glyph::Plus />
            {text::ADD_HOLIDAY}
        </button>
    }
    .into_any()
}

fn holiday(place: usize, edit: Edit, today: Memo<String>, writable: bool) -> AnyView {
    let at = move || edit.hours.with(|hours| hours.holidays.get(place).cloned());
    let name = memo(move || text::holiday(&at().map(|at| at.date).unwrap_or_default(), place));
    let mistake = memo(move || edit.hours.with(|hours| week::holiday_mistake(hours, place)));
    let invalid = Signal::derive(move || mistake.get().is_some());
    let is_over = move || at().is_some_and(|at| today.with(|today| week::is_over(&at, today)));
    let end = move |end: End, word: &'static str| {
        let value = move || match (at(), end) {
            (Some(at), End::From) => at.start,
            (Some(at), End::To) => at.end,
            (None, _) => String::new(),
        };
        let change = move |event| {
            let time = event_target_value(&event);
            edit.with(|hours| set(hours, place, end, time));
        };
        let label = text::end(&text::holiday("", place), 0, word);
        time(label, words(value), invalid, writable, change)
    };
    let remove = move || {
        edit.with(|hours| {
            if place < hours.holidays.len() {
                hours.holidays.remove(place);
            }
        });
    };
    let wrong = move || {
        mistake.get().map_or_else(nothing, |mistake| {
            view! { <p class="tring-field__mistake">{text::mistake(mistake)}</p> }.into_any()
        })
    };
    let marked =
        || view! { <span class="tring-badge" data-kind="warning">{text::OVER}</span> }.into_any();
    view! {
        <li class="tring-holidays__item">
            <div class="tring-span">
                <input
                    type="date"
                    class="tring-field__input tring-figures"
                    aria-label=text::end(&text::holiday("", place), 0, text::DATE)
                    aria-invalid=flag(move || invalid.get())
                    readonly=!writable
                    prop:value=words(move || at().map(|at| at.date).unwrap_or_default())
                    on:input=move |event| edit.with(|hours| set_date(hours, place, event_target_value(&event)))
                />
                <span class="tring-span__times">
                    {end(End::From, text::FROM)}
                    <span aria-hidden="true">"–"</span>
                    {end(End::To, text::TO)}
                </span>
                {part_while(is_over, marked)}
                {part(move || if writable { remove_button(text::remove(&name.get()), remove) } else { nothing() })}
            </div>
            <div role="alert">{part(wrong)}</div>
        </li>
    }
    .into_any()
}

fn set(hours: &mut CallHours, place: usize, end: End, time: String) {
    if let Some(holiday) = hours.holidays.get_mut(place) {
        match end {
            End::From => holiday.start = time,
            End::To => holiday.end = time,
        }
    }
}

fn set_date(hours: &mut CallHours, place: usize, date: String) {
    if let Some(holiday) = hours.holidays.get_mut(place) {
        holiday.date = date;
    }
}
