//! The countries whose people see the call icon.

use leptos::{ev, prelude::*};

use crate::{
    browser::intl,
    channels::{
        icons::{Glyph, GlyphImage},
        text,
    },
    ui::reactive::{Row, flag, part_while, rows, words},
};

const HELP: &str = "tring-country-help";
const MISTAKE: &str = "tring-country-mistake";

/// A list of countries, each with a button that removes it, and a field for another one.
#[component]
pub(super) fn Countries(
    /// Their codes; none means all.
    #[prop(into)]
    chosen: Signal<Vec<String>>,
    /// Whether they can be changed.
    writable: bool,
    /// Others were chosen.
    #[prop(into)]
    on_change: Callback<Vec<String>>,
) -> impl IntoView {
    let row = move |code: &String| {
        let code = code.clone();
        Row::new(code.clone(), move || {
            chip(code.clone(), chosen, writable, on_change)
        })
    };
    let all = || view! { <p>{text::ALL_COUNTRIES}</p> }.into_any();
    let adding = writable.then(|| view! { <AddCountry chosen on_change /> });
    view! {
        {part_while(move || chosen.with(Vec::is_empty), all)}
        <ul class="tring-chips">
            {rows(move || chosen.with(|chosen| chosen.iter().map(row).collect()))}
        </ul>
        {adding}
    }
}

fn chip(
    code: String,
    chosen: Signal<Vec<String>>,
    writable: bool,
    on_change: Callback<Vec<String>>,
) -> AnyView {
    let name = text::country(intl::country_name(&code), &code);
    let label = text::remove(&name);
    let remove = move |_| {
        let mut rest = chosen.get_untracked();
        rest.retain(|other| *other != code);
        on_change.run(rest);
    };
    let button = writable.then(|| {
        view! {
            <button type="button" class="tring-chip__remove" aria-label=label on:click=remove>
                <GlyphImage glyph=Glyph::Problem />
            </button>
        }
    });
    view! { <li class="tring-chip"><bdi>{name}</bdi> {button}</li> }.into_any()
}

#[component]
fn AddCountry(chosen: Signal<Vec<String>>, on_change: Callback<Vec<String>>) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let mistake = RwSignal::new(None::<String>);
    let add = move || {
        let code = typed.get_untracked().trim().to_uppercase();
        if code.len() != 2 || intl::country_name(&code).is_none() {
            return mistake.set(Some(text::no_country(&code)));
        }
        let mut all = chosen.get_untracked();
        if !all.contains(&code) {
            all.push(code);
            on_change.run(all);
        }
        typed.set(String::new());
    };
    // Enter adds the country; it must not save everything else.
    let enter = move |event: ev::KeyboardEvent| {
        if event.key() == "Enter" {
            event.prevent_default();
            add();
        }
    };
    let change = move |event| {
        typed.set(event_target_value(&event));
        mistake.set(None);
    };
    view! {
        <div class="tring-field tring-country">
            <label class="tring-field__label" for="tring-country">{text::COUNTRY}</label>
            <div class="tring-country__row">
                <input
                    id="tring-country"
                    class="tring-field__input"
                    dir="ltr"
                    autocomplete="off"
                    autocapitalize="characters"
                    aria-describedby=[HELP, MISTAKE].join(" ")
                    aria-invalid=flag(move || mistake.with(Option::is_some))
                    prop:value=words(move || typed.get())
                    on:input=change
                    on:keydown=enter
                />
                <button type="button" class="tring-button" on:click=move |_| add()>{text::ADD_COUNTRY}</button>
            </div>
            <p id=HELP class="tring-field__hint">{text::COUNTRY_HELP}</p>
            <p id=MISTAKE class="tring-field__mistake" role="alert">{words(move || mistake.get().unwrap_or_default())}</p>
        </div>
    }
}
