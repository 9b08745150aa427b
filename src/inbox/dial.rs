//! The form that starts a call, and what is known of the number in it.

use leptos::prelude::*;
use tring_protocol::{api::ChannelSummary, phone::PhoneNumber};

use crate::{
    browser::timer::Timer,
    call_store::CallStore,
    inbox::permissions::{Permissions, Subject},
    ui::{click_to_call::ClickToCall, permission_meter::PermissionMeter, reactive::memo},
};

/// How long a number stands still before it is asked about, in milliseconds: whoever types has not finished yet.
const PAUSE: u32 = 400;

/// Whom one may ask for the permission: the channels, the default first.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Channels(StoredValue<Vec<ChannelSummary>>);

impl Channels {
    pub(crate) fn new(channels: Vec<ChannelSummary>) -> Self {
        Self(StoredValue::new(channels))
    }

    /// The subject of a call from this channel, or from the default one.
    pub(crate) fn subject(
        self,
        number: PhoneNumber,
        channel_id: Option<String>,
    ) -> Option<Subject> {
        let default = || {
            self.0
                .with_value(|channels| channels.first().map(|channel| channel.id.clone()))
        };
        let channel_id = channel_id.or_else(default)?;
        Some(Subject { channel_id, number })
    }

    /// Whether the channel's provider can ask.
    pub(crate) fn can_ask(self, subject: Option<&Subject>) -> bool {
        subject.is_some_and(|subject| {
            self.0.with_value(|channels| {
                let mut channels = channels.iter();
                channels.any(|channel| channel.id == subject.channel_id && channel.can_ask)
            })
        })
    }
}

/// The form and the meter under it.
pub(crate) fn dial(
    store: CallStore,
    permissions: Permissions,
    channels: Channels,
    engaged: Memo<bool>,
) -> AnyView {
    let thought_of = RwSignal::new(None::<Subject>);
    let pause = StoredValue::new_local(None::<Timer>);
    let on_number = move |typed: Option<(PhoneNumber, Option<String>)>| {
        let subject = typed.and_then(|(number, channel_id)| channels.subject(number, channel_id));
        if subject == thought_of.get_untracked() {
            pause.set_value(None);
            return;
        }
        // What is said of another number is gone at once.
        thought_of.set(None);
        pause.set_value(subject.map(|subject| {
            Timer::after(PAUSE, move || {
                let _ = thought_of.try_set(Some(subject));
            })
        }));
    };
    // During a call nobody else is called, and nothing moves under the pointer.
    let subject = memo(move || thought_of.get().filter(|_| !engaged.get()));
    let permission = permissions.of(subject);
    let ask = move |()| {
        if let Some(subject) = subject.get_untracked() {
            permissions.ask(subject);
        }
    };
    view! {
        <ClickToCall
            channels=channels.0.get_value()
            engaged
            is_known=Signal::derive(move || permission.with(Option::is_some))
            on_call=move |(number, channel_id)| store.dial(number, channel_id)
            on_number
            on_warm=move |()| store.warm()
        >
            <PermissionMeter
                permission
                can_ask=Signal::derive(move || subject.with(|subject| channels.can_ask(subject.as_ref())))
                now=store.now()
                on_ask=ask
            />
        </ClickToCall>
    }
    .into_any()
}
