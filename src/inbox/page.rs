//! The inbox of somebody who is signed in: the components, and the desk behind them.

use leptos::prelude::*;
use tring_protocol::{api::SessionResponse, call::Millis, phone::PhoneNumber};
use tring_softphone::{
    Desk, Input,
    input::Microphone,
    key::CallKey,
    view::{CallView, Phase, SocketState},
};

use crate::{
    backend,
    browser::{
        notification::{self, Allowance},
        speaker::Playback,
        task::spawn,
    },
    call_store::CallStore,
    inbox::{
        availability::Availability,
        callbacks::Callbacks,
        dial::{Channels, dial},
        focus,
        history::{History, Loaded},
        permissions::Permissions,
        refused::refused_call,
        title,
    },
    ui::{
        app_shell::AppShell,
        call_history::CallHistory,
        call_panel::{self, CallPanel},
        call_quality::Quality,
        callbacks::Callbacks as CallbackList,
        connection_banner::ConnectionBanner,
        error_notice::ErrorNotice,
        incoming_calls::IncomingCalls,
        notifications_offer::NotificationsOffer,
        reactive::{memo, words},
        text,
    },
};

/// Composes the inbox.
#[component]
pub fn Page(
    /// Who is signed in.
    session: SessionResponse,
    /// The session is over, and why where that needs a word.
    #[prop(into)]
    on_signed_out: Callback<Option<&'static str>>,
) -> impl IntoView {
    let store = CallStore::open(&session);
    let trouble = RwSignal::new(None::<String>);
    let permissions = Permissions::open(store);
    let availability = Availability::open(store, &session, trouble);
    let callbacks = Callbacks::open(store, trouble);
    let channels = Channels::new(session.channels);
    let history = History::open(Callback::new(move |()| store.session_is_over()));
    let calls = store.select(Desk::calls);
    let current = memo(move || calls.with(|calls| current(calls)));
    let ringing = memo(move || calls.with(|calls| ringing(calls)));
    let here = store.select(|desk| desk.engaged().is_some());
    let engaged = engaged_anywhere(store, here);
    let socket = store.select(Desk::socket);
    reload_when_a_call_ends(store, history);
    reload_when_back_online(socket, availability, callbacks);
    leave_when_signed_out(store, here, on_signed_out);
    title::follow(ringing, current);
    focus::follow(move || {
        calls.track();
        permissions.track();
    });
    let call_word = Signal::derive(move || {
        current.with(|call| call_panel::word(call.as_ref().map(|call| &call.phase)))
    });
    let sign_out = move |()| {
        spawn(async move {
            // Whatever the proxy says: who wants to leave is let go.
            let _ = backend::sign_out().await;
            let _ = on_signed_out.try_run(Some(text::SIGNED_OUT));
        });
    };
    view! {
        <Ringing store ringing engaged />
        <AppShell
            agent=session.agent_name
            team=session.team_name
            call=call_word
            socket
            standing=availability.standing
            engaged
            on_toggle=move |()| availability.toggle()
            on_sign_out=sign_out
        >
            <List socket store engaged trouble callbacks history />
            <aside class="tring-panel" aria-label=text::CALL>
                {dial(store, permissions, channels, engaged)}
                <Call store calls current permissions channels />
            </aside>
        </AppShell>
    }
}

/// The call to show: the one that holds the desk, else the one that ended last. What rings floats above.
fn current(calls: &[CallView]) -> Option<CallView> {
    calls
        .iter()
        .filter(|call| call.phase != Phase::RingingHere)
        .max_by_key(|call| (call.phase.is_engaged(), call.since))
        .cloned()
}

fn ringing(calls: &[CallView]) -> Vec<CallView> {
    calls
        .iter()
        .filter(|call| call.phase == Phase::RingingHere)
        .cloned()
        .collect()
}

#[component]
fn Ringing(store: CallStore, ringing: Memo<Vec<CallView>>, engaged: Memo<bool>) -> impl IntoView {
    view! {
        <IncomingCalls
            calls=ringing
            now=store.now()
            engaged
            on_answer=move |call| store.take_up(call)
            on_decline=move |call| store.send(Input::DeclineRequested { call })
        />
    }
}

#[component]
fn List(
    store: CallStore,
    socket: Memo<SocketState>,
    engaged: Memo<bool>,
    trouble: RwSignal<Option<String>>,
    callbacks: Callbacks,
    history: History,
) -> impl IntoView {
    let records = memo(move || history.loaded.with(|loaded| loaded.records.clone()));
    let has_more = memo(move || history.loaded.with(Loaded::has_more));
    let total = move || match history.loaded.with(|loaded| loaded.total) {
        0 => String::new(),
        total => text::total(total),
    };
    view! {
        <main class="tring-list">
            <ConnectionBanner socket />
            <ErrorNotice sentence=trouble />
            <p class="tring-no-webrtc">{text::NO_WEBRTC}</p>
            <div class="tring-list__head">
                <h1 id="calls" tabindex="-1" class="tring-list__title">{text::CALLS}</h1>
                <Notifications />
                <p class="tring-list__total tring-figures">
                    {words(total)}
                </p>
            </div>
            <CallbackList
                tasks=callbacks.open
                now=store.now()
                engaged
                on_call=move |(number, channel_id)| store.dial(number, Some(channel_id))
                on_done=move |id| callbacks.done(id)
            />
            <CallHistory
                records
                state=history.state
                has_more
                now=store.now()
                engaged
                on_call=move |number| store.dial(number, None)
                on_more=move |()| history.load_more()
                on_retry=move |()| history.reload()
            />
        </main>
    }
}

#[component]
fn Notifications() -> impl IntoView {
    let allowance = RwSignal::new(notification::allowance());
    let ask = move |()| {
        spawn(async move {
            // The page may be gone by the time the person has decided.
            let _ = allowance.try_set(notification::ask().await);
        });
    };
    let open = Signal::derive(move || allowance.get() == Allowance::NotAsked);
    view! { <NotificationsOffer open on_accept=ask /> }
}

#[component]
fn Call(
    store: CallStore,
    calls: Memo<Vec<CallView>>,
    current: Memo<Option<CallView>>,
    permissions: Permissions,
    channels: Channels,
) -> impl IntoView {
    let number = move || current.with(|call| call.as_ref().and_then(number));
    let dismiss_ended = move || dismiss_ended(store, &calls.get_untracked());
    let hang_up = move |()| {
        if let Some(call) = current.with_untracked(|call| call.as_ref().map(|call| call.key)) {
            store.send(Input::HangUpRequested { call });
        }
    };
    let call_again = move |()| {
        if let Some(number) = untrack(number) {
            let channel_id = current.with_untracked(|call| call.as_ref()?.channel_id.clone());
            dismiss_ended();
            store.dial(number, channel_id);
        }
    };
    view! {
        <CallPanel
            call=current
            talking=talking(store, current)
            notice=notice(store)
            quality=quality(store)
            levels=store.levels()
            mute=store.select(Desk::mute)
            can_call_again=Signal::derive(move || number().is_some())
            on_mute=move |microphone: Microphone| store.send(Input::MuteRequested { microphone })
            on_hang_up=hang_up
            on_call_again=call_again
            on_dismiss=move |()| dismiss_ended()
        >
            {refused_call(store, permissions, channels, current)}
        </CallPanel>
    }
}

/// How good the connection of the conversation is; nothing while it is interrupted.
fn quality(store: CallStore) -> Memo<Option<Quality>> {
    store.select(|desk| {
        let talking = desk
            .calls()
            .into_iter()
            .find(|call| call.phase == Phase::InProgress)?;
        desk.sample(talking.key).as_ref().map(Quality::of)
    })
}

/// Puts away every call that has ended: those under the newest are older news.
fn dismiss_ended(store: CallStore, calls: &[CallView]) {
    for call in calls {
        if matches!(call.phase, Phase::Ended(_)) {
            store.send(Input::DismissRequested { call: call.key });
        }
    }
}

/// What went wrong beside the call. That nothing is heard comes first.
fn notice(store: CallStore) -> Memo<Option<String>> {
    let playback = store.playback();
    let notice = store.select(|desk| desk.notice().as_ref().map(text::notice));
    memo(move || match playback.get() {
        Playback::Blocked => Some(text::SOUND_BLOCKED.to_owned()),
        Playback::Audible => notice.get(),
    })
}

/// The number of the other side, where it can be dialled.
fn number(call: &CallView) -> Option<PhoneNumber> {
    call.number
        .as_deref()
        .and_then(|number| number.parse().ok())
}

/// How long both sides have been talking. It goes on while the audio is interrupted, and until the end is confirmed.
fn talking(store: CallStore, current: Memo<Option<CallView>>) -> Signal<Option<Millis>> {
    let began = Memo::new(move |last: Option<&Option<(CallKey, Millis)>>| {
        let last = last.copied().flatten();
        current.with(|call| {
            let call = call.as_ref()?;
            let known = last.filter(|(key, _)| *key == call.key);
            match call.phase {
                Phase::InProgress | Phase::Reconnecting => Some((call.key, call.since)),
                Phase::Ending => known,
                Phase::Calling
                | Phase::RingingThere
                | Phase::RingingHere
                | Phase::Connecting
                | Phase::Ended(_) => None,
            }
        })
    });
    let now = store.now();
    Signal::derive(move || {
        began
            .get()
            .map(|(_, began)| now.get().saturating_sub(began))
    })
}

/// Whether this agent is in a call, here or in another tab of this browser.
fn engaged_anywhere(store: CallStore, here: Memo<bool>) -> Memo<bool> {
    let elsewhere_until = store.select(Desk::engaged_elsewhere_until);
    let now = store.now();
    memo(move || here.get() || elsewhere_until.get() > now.get())
}

/// A session that was revoked or ran out while the page was open: nothing would ring here any more. A call
/// that holds the desk keeps the page: leaving would drop the microphone and every try to end the call.
fn leave_when_signed_out(
    store: CallStore,
    here: Memo<bool>,
    on_signed_out: Callback<Option<&'static str>>,
) {
    let is_signed_out = store.is_signed_out();
    Effect::new(move |_| {
        if is_signed_out.get() && !here.get() {
            on_signed_out.run(Some(text::SESSION_OVER));
        }
    });
}

/// What was changed while the page was offline was not told.
fn reload_when_back_online(
    socket: Memo<SocketState>,
    availability: Availability,
    callbacks: Callbacks,
) {
    Effect::new(move |before: Option<SocketState>| {
        let now = socket.get();
        if before == Some(SocketState::Offline) && now == SocketState::Online {
            availability.reload();
            callbacks.reload();
        }
        now
    });
}

/// The history has one more call, or a changed one, whenever a call ends, here or elsewhere.
fn reload_when_a_call_ends(store: CallStore, history: History) {
    let ends = store.ends();
    Effect::new(move |before: Option<u32>| {
        let now = ends.get();
        if before.is_some_and(|before| before != now) {
            history.reload();
        }
        now
    });
}
