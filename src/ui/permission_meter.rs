//! Whether a customer may be called, and what to do where not.

mod reading;

use leptos::prelude::*;
use tring_protocol::{call::Millis, permission::PermissionState};

use crate::ui::{
    icon::{Icon, IconImage},
    reactive::{attribute, flag, maybe, memo, nothing, part, part_while, words},
    text,
    when::Moment,
};
use reading::Reading;

/// A permission, and what was done about it here.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Permission {
    /// What is known.
    pub standing: Standing,
    /// What became of *Ask for permission*.
    pub asking: Asking,
}

/// What is known of a permission.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Standing {
    /// It is being found out.
    #[default]
    Checking,
    /// This.
    Known(PermissionState),
    /// It cannot be found out; the sentence tells why.
    Failed(String),
}

/// What became of *Ask for permission*.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Asking {
    /// Nothing, or it was sent.
    #[default]
    Idle,
    /// It is being sent.
    UnderWay,
    /// It was not sent; the sentence tells why.
    Failed(String),
}

/// How the permission stands, what stands in the way, and the button that asks for it. It takes no place while there
/// is nobody to be called.
#[component]
pub fn PermissionMeter(
    /// The permission, while there is somebody to be called.
    #[prop(into)]
    permission: Signal<Option<Permission>>,
    /// Whether the channel's provider can ask.
    #[prop(into)]
    can_ask: Signal<bool>,
    /// The present moment.
    #[prop(into)]
    now: Signal<Millis>,
    /// *Ask for permission* was pressed.
    #[prop(into)]
    on_ask: Callback<()>,
    /// Whether *Ask for permission* is what leads on.
    #[prop(optional)]
    leads: bool,
) -> impl IntoView {
    let kind = leads.then_some("primary");
    // To the minute: what is drawn anew each second would be announced each second.
    let minute = memo(move || now.get() / 60_000 * 60_000);
    let reading = memo(move || {
        permission.with(|permission| {
            let (permission, now) = (permission.as_ref()?, minute.get());
            let moment = |at| Moment::at(at).told_at(Moment::at(now));
            Reading::of(permission, can_ask.get(), now, moment)
        })
    });
    let is_checking = move || {
        permission.with(|permission| {
            let standing = permission.as_ref().map(|permission| &permission.standing);
            standing == Some(&Standing::Checking)
        })
    };
    let busy = memo(move || asking(permission, |asking| *asking == Asking::UnderWay));
    let failure = memo(move || {
        permission.with(|permission| {
            match permission.as_ref().map(|permission| &permission.asking) {
                Some(Asking::Failed(sentence)) => Some(sentence.clone()),
                Some(Asking::Idle | Asking::UnderWay) | None => None,
            }
        })
    });
    let tone = move || match reading.with(|reading| reading.as_ref().map(|reading| reading.tone)) {
        Some(tone) => tone,
        None if is_checking() => "checking",
        None => "",
    };
    // A group without a name is none: nothing to be told of while there is nobody to be called.
    let name = maybe(move || permission.with(Option::is_some).then_some(text::PERMISSION));
    view! {
        <div role="group" class="tring-permission" aria-label=name data-tone=attribute(tone)>
            // The regions are always there: what appears together with its region is not announced.
            <div role="status" class="tring-permission__state">
                {part_while(is_checking, checking)}
                {part(move || reading.with(|reading| reading.as_ref().map_or_else(nothing, |reading| state(reading, minute))))}
            </div>
            {part(move || reading.with(|reading| reading.as_ref().map_or_else(nothing, |reading| more(reading, busy, on_ask, kind))))}
            <div role="alert">
                {part(move || failure.get().map_or_else(nothing, |sentence| said("refusal", sentence)))}
            </div>
        </div>
    }
}

fn asking(permission: Signal<Option<Permission>>, is: fn(&Asking) -> bool) -> bool {
    permission.with(|permission| {
        permission
            .as_ref()
            .is_some_and(|permission| is(&permission.asking))
    })
}

fn checking() -> AnyView {
    view! {
        <p class="tring-permission__title">
            <span class="tring-unseen">{text::CHECKING_PERMISSION}</span>
            <span class="tring-permission__bone" aria-hidden="true"></span>
        </p>
    }
    .into_any()
}

fn state(reading: &Reading, minute: Memo<Millis>) -> AnyView {
    let title = reading.title.clone();
    let asked = reading.asked_at.map(|at| {
        let asked = Moment::at(at);
        // Not announced: the minutes that pass are no news.
        view! {
            <time aria-hidden="true" title=asked.in_full()>
                {words(move || text::asked(&asked.seen_from(Moment::at(minute.get()))))}
            </time>
            " "
        }
    });
    view! {
        <p class="tring-permission__title">
            <IconImage icon=reading.icon />
            <span>{asked} {title}</span>
        </p>
    }
    .into_any()
}

/// What stands in the way, how often one may ask, and the button.
fn more(
    reading: &Reading,
    busy: Memo<bool>,
    on_ask: Callback<()>,
    kind: Option<&'static str>,
) -> AnyView {
    let line = |line: &Option<String>, kind| line.clone().map(|line| said(kind, line));
    let left = reading.requests_left.clone().map(|left| {
        view! {
            <dl class="tring-permission__figures tring-figures">
                <dt>{text::REQUESTS_LEFT}</dt>
                <dd><bdi>{left}</bdi></dd>
            </dl>
        }
    });
    view! {
        {line(&reading.refusal, "refusal")}
        {line(&reading.warning, "warning")}
        {left}
        {line(&reading.ask_refusal, "hint")}
        {reading.ask.map(|word| ask_button(word, busy, on_ask, kind))}
    }
    .into_any()
}

fn said(kind: &'static str, sentence: String) -> AnyView {
    let icon = (kind == "warning").then(|| view! { <IconImage icon=Icon::Warning /> });
    view! {
        <p class="tring-permission__sentence" data-kind=kind>
            {icon}
            <span>{sentence}</span>
        </p>
    }
    .into_any()
}

fn ask_button(
    word: &'static str,
    busy: Memo<bool>,
    on_ask: Callback<()>,
    kind: Option<&'static str>,
) -> AnyView {
    let press = move |_| {
        if !busy.get_untracked() {
            on_ask.run(());
        }
    };
    view! {
        <button
            type="button"
            class="tring-button"
            data-kind=kind
            aria-busy=flag(move || busy.get())
            aria-disabled=flag(move || busy.get())
            on:click=press
        >
            {word}
        </button>
    }
    .into_any()
}
