//! The calls of the past.

use leptos::prelude::*;
use tring_protocol::{api::CallRecord, call::Millis, phone::PhoneNumber};

use crate::ui::{
    error_notice::ErrorNotice,
    history_row::HistoryRow,
    reactive::{Row, flag, memo, part_while, rows, switch, words},
    text,
    when::Moment,
};

/// Where loading the history stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HistoryState {
    /// The first page has been asked for; there is nothing to show yet.
    Loading,
    /// What is there is shown.
    Ready,
    /// A further page has been asked for.
    LoadingMore,
    /// The last request failed; the sentence says why.
    Failed(String),
}

const SKELETON_ROWS: usize = 6;

/// The table *Call history*: skeleton, rows, *Load more*, and what to do where there are none.
#[component]
pub fn CallHistory(
    /// The calls, newest first.
    #[prop(into)]
    records: Signal<Vec<CallRecord>>,
    /// Where loading stands.
    #[prop(into)]
    state: Signal<HistoryState>,
    /// Whether there are older calls than those in `records`.
    #[prop(into)]
    has_more: Signal<bool>,
    /// The page's clock.
    #[prop(into)]
    now: Signal<Millis>,
    /// Whether a call holds the desk.
    #[prop(into)]
    engaged: Signal<bool>,
    /// *Call back* was pressed.
    #[prop(into)]
    on_call: Callback<PhoneNumber>,
    /// *Load more* was pressed.
    #[prop(into)]
    on_more: Callback<()>,
    /// *Try again* was pressed.
    #[prop(into)]
    on_retry: Callback<()>,
) -> impl IntoView {
    let failure = memo(move || match state.get() {
        HistoryState::Failed(sentence) => Some(sentence),
        HistoryState::Loading | HistoryState::Ready | HistoryState::LoadingMore => None,
    });
    let is_loading = move || state.get() == HistoryState::Loading;
    let is_empty = move || state.get() == HistoryState::Ready && records.with(Vec::is_empty);
    // Rows say "5 min ago": they need to look at the clock twice a minute, not each second.
    let half_minute = memo(move || now.get() / 30_000);
    let minute = Signal::derive(move || Moment::at(half_minute.get() * 30_000 + 29_999));
    let row = move |record: &CallRecord| {
        let (key, record) = (row_key(record), record.clone());
        Row::new(key, move || {
            view! { <HistoryRow record=record.clone() now=minute engaged on_call /> }.into_any()
        })
    };
    view! {
        <div class="tring-history" aria-busy=flag(is_loading)>
            <ErrorNotice sentence=failure on_retry />
            <table role="table" class="tring-history__table" aria-label=text::CALL_HISTORY hidden=switch(is_empty)>
                <Head />
                <tbody role="rowgroup">
                    {rows(move || records.with(|records| records.iter().map(row).collect()))}
                    {part_while(is_loading, skeleton)}
                </tbody>
            </table>
            {part_while(is_empty, empty)}
            {part_while(move || has_more.get(), move || more_button(state, on_more))}
        </div>
    }
}

/// A row is drawn anew when anything that it shows has changed.
fn row_key(record: &CallRecord) -> String {
    let (call_id, status) = (&record.call_id, record.status.as_str());
    format!("{call_id} {status} {}", record.duration_seconds)
}

#[component]
fn Head() -> impl IntoView {
    view! {
        <thead role="rowgroup" class="tring-history__head">
            <tr role="row">
                <th role="columnheader" scope="col" class="tring-history__direction">
                    <span class="tring-history__direction-word">{text::COLUMN_DIRECTION}</span>
                </th>
                <th role="columnheader" scope="col" class="tring-history__who">{text::COLUMN_WHO}</th>
                <th role="columnheader" scope="col" class="tring-history__status">{text::COLUMN_STATUS}</th>
                <th role="columnheader" scope="col" class="tring-history__when">{text::COLUMN_WHEN}</th>
                <th role="columnheader" scope="col" class="tring-history__duration">{text::COLUMN_DURATION}</th>
                <th role="columnheader" scope="col" class="tring-history__action">
                    <span class="tring-unseen">{text::COLUMN_ACTIONS}</span>
                </th>
            </tr>
        </thead>
    }
}

fn skeleton() -> AnyView {
    (0..SKELETON_ROWS)
        .map(|_| {
            view! {
                <tr class="tring-history__row tring-history__row--skeleton" aria-hidden="true">
                    <td class="tring-history__direction"><span class="tring-bone"></span></td>
                    <td class="tring-history__who"><span class="tring-bone"></span></td>
                    <td class="tring-history__status"><span class="tring-bone"></span></td>
                    <td class="tring-history__when"><span class="tring-bone"></span></td>
                    <td class="tring-history__duration"><span class="tring-bone"></span></td>
                    <td class="tring-history__action"></td>
                </tr>
            }
        })
        .collect_view()
        .into_any()
}

fn empty() -> AnyView {
    view! {
        <div class="tring-history__empty">
            <h2 class="tring-history__empty-title">{text::EMPTY_HISTORY}</h2>
            <p>{text::EMPTY_HISTORY_HINT}</p>
        </div>
    }
    .into_any()
}

fn more_button(state: Signal<HistoryState>, on_more: Callback<()>) -> AnyView {
    let busy = memo(move || state.get() == HistoryState::LoadingMore);
    let word = move || {
        if busy.get() {
            text::LOADING_MORE
        } else {
            text::LOAD_MORE
        }
    };
    let load = move |_| {
        if !busy.get_untracked() {
            on_more.run(());
        }
    };
    view! {
        <button
            type="button"
            class="tring-button tring-history__more"
            aria-busy=flag(move || busy.get())
            on:click=load
        >
            {words(move || word().to_owned())}
        </button>
    }
    .into_any()
}
