//! Customers who are to be called back.

use leptos::prelude::*;
use tring_protocol::{agent::CallbackTask, call::Millis, phone, phone::PhoneNumber};

use crate::ui::{
    history_row::who,
    icon::{Icon, IconImage},
    reactive::{Row, flag, memo, nothing, part_while, rows, words},
    text,
    when::Moment,
};

/// The list *To call back*, above the history; there is none while nobody waits.
#[component]
pub fn Callbacks(
    /// Those who wait, oldest first.
    #[prop(into)]
    tasks: Signal<Vec<CallbackTask>>,
    /// The page's clock.
    #[prop(into)]
    now: Signal<Millis>,
    /// Whether a call holds the desk, so that nobody can be called back now.
    #[prop(into)]
    engaged: Signal<bool>,
    /// *Call back* was pressed: whom, and from which channel.
    #[prop(into)]
    on_call: Callback<(PhoneNumber, String)>,
    /// *Done* was pressed.
    #[prop(into)]
    on_done: Callback<u64>,
) -> impl IntoView {
    // Rows say "5 min ago": they need to look at the clock twice a minute, not each second.
    let half_minute = memo(move || now.get() / 30_000);
    let minute = Signal::derive(move || Moment::at(half_minute.get() * 30_000 + 29_999));
    let keyed = move |task: &CallbackTask| {
        let task = task.clone();
        Row::new(task.id.to_string(), move || {
            row(&task, minute, engaged, on_call, on_done)
        })
    };
    let list = move || {
        view! {
            <section class="tring-callbacks" aria-labelledby="tring-callbacks">
                <h2 id="tring-callbacks" class="tring-callbacks__title">{text::CALLBACKS}</h2>
                <ul role="list" class="tring-callbacks__list">
                    {rows(move || tasks.with(|tasks| tasks.iter().map(keyed).collect()))}
                </ul>
            </section>
        }
        .into_any()
    };
    part_while(move || tasks.with(|tasks| !tasks.is_empty()), list)
}

fn row(
    task: &CallbackTask,
    now: Signal<Moment>,
    engaged: Signal<bool>,
    on_call: Callback<(PhoneNumber, String)>,
    on_done: Callback<u64>,
) -> AnyView {
    let called = Moment::at(task.created_at);
    let (id, name, number) = (
        task.id,
        task.contact_name.clone(),
        task.contact_phone.clone(),
    );
    let person = name
        .clone()
        .or_else(|| number.as_deref().map(phone::grouped))
        .unwrap_or_else(|| text::UNKNOWN_CALLER.to_owned());
    let call = call_back(task, text::call_back(&person), engaged, on_call);
    view! {
        <li class="tring-callbacks__row">
            <div class="tring-callbacks__who">{who(name, number)}</div>
            <time class="tring-callbacks__when tring-figures" title=called.in_full()>
                {words(move || text::called(&called.seen_from(now.get())))}
            </time>
            {call}
            <button
                type="button"
                class="tring-button"
                data-kind="quiet"
                aria-label=text::callback_done(&person)
                on:click=move |_| on_done.run(id)
            >
                {text::DONE}
            </button>
        </li>
    }
    .into_any()
}

/// Who hides the number can only be put away.
fn call_back(
    task: &CallbackTask,
    label: String,
    engaged: Signal<bool>,
    on_call: Callback<(PhoneNumber, String)>,
) -> AnyView {
    let number = task.contact_phone.as_deref();
    let Some(number) = number.and_then(|number| number.parse::<PhoneNumber>().ok()) else {
        return nothing();
    };
    let channel_id = task.channel_id.clone();
    let press = move |_| {
        if !engaged.get_untracked() {
            on_call.run((number.clone(), channel_id.clone()));
        }
    };
    view! {
        <button
            type="button"
            class="tring-button"
            aria-label=label
            aria-disabled=flag(move || engaged.get())
            on:click=press
        >
            <IconImage icon=Icon::Phone />
            {text::CALL_BACK}
        </button>
    }
    .into_any()
}
